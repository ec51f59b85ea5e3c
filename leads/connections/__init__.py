"""A partner's own software beside this site: it reads and writes what its partner may.

keys         how such software makes itself known      screens      where a partner gives one out
views        its addresses, /api/partner/v1/           dossiers     a lead as JSON, a page of them
writing      what may be written, and never twice      describing   all of it as OpenAPI
events       the moments of which it is told           delivery     messages leave, with patience
signatures   by which it knows that they are ours      public_addresses   where they may go
"""
