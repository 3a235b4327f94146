-- The limits of accounts and positions hold for requests at the same time too. Functions, for the reason that
-- `start_job` is one: requests of one user wait for each other at the user's row, and count what was committed before.

-- Returns the new account; nothing if the user, who may be a new one, has `most` already.
CREATE FUNCTION open_account(owner text, id uuid, title text, sort text, amount numeric, most integer)
RETURNS SETOF accounts LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO users (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
    PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
    RETURN QUERY
        INSERT INTO accounts (account_id, user_id, name, kind, cash)
        SELECT id, owner, title, sort, amount
        WHERE most > (SELECT count(*) FROM accounts WHERE user_id = owner)
        RETURNING *;
END
$$;

-- Returns the new position; nothing if the account is not the user's or holds the instrument, or if the user's accounts
-- hold `most` already.
CREATE FUNCTION add_position(
    owner text, id uuid, account uuid, instrument uuid, amount numeric, price numeric, most integer
) RETURNS SETOF positions LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
    RETURN QUERY
        INSERT INTO positions (position_id, account_id, instrument_id, quantity, unit_price)
        SELECT id, account_id, instrument, amount, price FROM accounts
        WHERE account_id = account AND user_id = owner AND most > (
            SELECT count(*) FROM positions JOIN accounts USING (account_id) WHERE user_id = owner
        )
        ON CONFLICT (account_id, instrument_id) DO NOTHING
        RETURNING *;
END
$$;
