"""Lines of text as pictures: faces, hands, ink, damage."""
