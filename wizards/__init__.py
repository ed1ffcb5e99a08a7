from . import qbd_password_wizard
