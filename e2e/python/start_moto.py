"""Starts moto's server with one difference from stock: instances were launched E2E_LAUNCHED_DAYS_AGO days ago.

moto knows no other launch than one of this moment, and no instance is enforced within an hour of its start.
"""

import datetime
import os

from moto.ec2.models import instances
from moto.server import main

stock_now = instances.utcnow
age = datetime.timedelta(days=int(os.environ["E2E_LAUNCHED_DAYS_AGO"]))
instances.utcnow = lambda: stock_now() - age

main()
