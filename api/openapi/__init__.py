"""What the OpenAPI document says beyond the bodies: descriptions, examples, errors."""
