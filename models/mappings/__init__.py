from . import contract, parties, lists, items, documents
