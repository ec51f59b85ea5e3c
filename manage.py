#!/usr/bin/env python
"""Run Merkbaar's commands."""

import gc
import os
import sys

if __name__ == "__main__":
    gc.disable()  # until everything is loaded: BrandConfig.ready
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
