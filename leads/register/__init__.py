"""The open data of the register of enterprises (KBO), taken over for the employers that we have.

files     an extract as rows of text          extracts  what a person does with one
rounds    the worker's part, resumable        writing   what each file of an extract changes here
lookup    companies by name or number
filling   blanks of an employer are filled    telling   what differs from what people typed
"""
