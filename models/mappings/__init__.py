from . import customer, terms
