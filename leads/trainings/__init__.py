"""What partners teach: written by one, put online by another, asked for by an employer."""
