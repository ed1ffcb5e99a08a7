from . import row, account, party
