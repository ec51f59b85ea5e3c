"""Whether anything changed that a visitor may see: one number, the same for every process.

It grows in the very transaction that changes something, right before the commit, so that who reads
the new number reads the new rows. What counts is every write to a table that is not named in
`counting.NEVER_SHOWN`: whoever forgets a table makes pages slower, never wrong.
"""
