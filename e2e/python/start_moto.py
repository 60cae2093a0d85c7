"""Starts moto's server with one difference from stock: instances were launched at E2E_LAUNCHED.

moto knows no other launch than one of this moment, and no instance is enforced within an hour of its start.
"""

import datetime
import os

from moto.ec2.models import instances
from moto.server import main

launched = datetime.datetime.fromisoformat(os.environ["E2E_LAUNCHED"].removesuffix("Z"))
instances.utcnow = lambda: launched

main()
