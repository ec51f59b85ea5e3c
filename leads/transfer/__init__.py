"""Leads in from a file of somebody else's making: looked at first, taken in once, undone in a week.

reading   a CSV or a workbook as rows of text          columns   what each column is
values    a row of text as what a lead is made of      intake    a row becomes (part of) a lead
rounds    the worker's part, a few rows at a time      reversal  all of it taken back
"""
