"""``python -m youthsim`` is ``youthsim``."""

import sys

from youthsim.cli import main

sys.exit(main())
