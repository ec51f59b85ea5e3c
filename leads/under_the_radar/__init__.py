"""For who helps somebody that is in no statistic: who is near, and a signal without names."""
