"""Data to begin with: invented, or recorded of a real company file."""
