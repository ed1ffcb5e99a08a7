from . import (
    row,
    account,
    party,
    documents,
    verification_export,
    verification,
    verified_account,
    verified_party,
    verified_document,
)
