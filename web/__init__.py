"""The pages that people work in: intake, review, signing; rendered on the server."""
