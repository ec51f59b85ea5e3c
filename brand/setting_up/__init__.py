"""Set-up of a checkout, with nothing but Python's own library: `python3 -m brand.setting_up`."""
