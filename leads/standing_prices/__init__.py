"""A partner's own list of unit prices; see leads/models/standing_prices.py."""
