"""What the operator works with, one card each."""
