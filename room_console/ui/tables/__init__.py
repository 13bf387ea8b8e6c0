"""Long lists as Qt wants them."""
