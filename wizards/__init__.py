from . import account_merge
from . import base_partner_merge
from . import qbd_inventory_export
from . import qbd_inventory_load
from . import qbd_inventory_update
from . import qbd_item_names
from . import qbd_pairing
from . import qbd_password_wizard
