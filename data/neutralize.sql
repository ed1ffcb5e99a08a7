-- a copy of the database must not talk to the real company file
UPDATE qbd_connection SET state = 'off', password_hash = NULL;
-- nor to the assistant
UPDATE qbd_assistant SET enabled = false, api_key = NULL;
