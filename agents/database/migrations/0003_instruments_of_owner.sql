-- A user's own instruments are found without reading everybody's: `owner_id` is the second column of the unique index.

CREATE INDEX instruments_of_owner ON instruments (owner_id);
