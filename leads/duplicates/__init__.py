"""The same employer, twice: finding likely duplicates, and merging them for a time."""
