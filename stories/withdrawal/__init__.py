"""Taking back, and what makes it last."""
