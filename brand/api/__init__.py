"""`/api/v1/`: what the site publishes, as JSON for other software.

Read-only, and plain: each room says in its module `public_api` what it has, as a list `RESOURCES`.
What a page would not show is not here either, because both ask the same query sets.
"""
