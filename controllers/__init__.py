from . import main
from . import pages
