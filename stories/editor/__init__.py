"""The editor of a story: its address, its people, and the question to them, without leaving it."""
