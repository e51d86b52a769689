"""From the bytes of a file to page images, as viewers show them."""
