-- Holdings in several currencies, with any kind of instrument, exact, and with the date and origin of every price.
-- contract: only limits are widened. Code before this reads and writes the values that it knows as before.

-- Checks instead of numeric(p, s): a wider numeric is no rewrite of the table, and keeps the digits that were given.
ALTER TABLE positions ALTER COLUMN quantity TYPE numeric, ALTER COLUMN unit_price TYPE numeric;
ALTER TABLE positions DROP CONSTRAINT positions_quantity_check;
ALTER TABLE positions
    ADD CONSTRAINT positions_quantity_check
        CHECK (quantity <> 0 AND abs(quantity) < 1e12 AND scale(trim_scale(quantity)) <= 18),
    ADD COLUMN currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
    ADD COLUMN stated_value numeric CHECK (abs(stated_value) < 1e15 AND scale(trim_scale(stated_value)) <= 12),
    ADD COLUMN multiplier numeric CHECK (multiplier > 0 AND multiplier < 1e6 AND scale(trim_scale(multiplier)) <= 12),
    ADD COLUMN price_date date,
    ADD COLUMN price_source text NOT NULL DEFAULT '' CHECK (length(price_source) <= 200);

COMMENT ON COLUMN positions.quantity IS 'negative for what was sold short or written; face value for bonds';
COMMENT ON COLUMN positions.unit_price IS 'as quoted, in `currency`; null: see the view `held`';
COMMENT ON COLUMN positions.stated_value IS 'in `currency`, as the broker states it: wins over quantity and price';
COMMENT ON COLUMN positions.multiplier IS 'null: that of the kind';
COMMENT ON COLUMN positions.price_date IS 'null: the day on which the position was last changed';

-- One instrument may be held in two currencies: the same ISIN is traded in both.
ALTER TABLE positions DROP CONSTRAINT positions_account_id_instrument_id_key;
CREATE UNIQUE INDEX positions_once ON positions (account_id, instrument_id, currency);

ALTER TABLE accounts ALTER COLUMN cash TYPE numeric;
ALTER TABLE accounts DROP CONSTRAINT accounts_cash_check;
ALTER TABLE accounts
    ADD CONSTRAINT accounts_cash_check CHECK (abs(cash) < 1e12 AND scale(trim_scale(cash)) <= 12),
    ADD COLUMN external_id text NOT NULL DEFAULT '' CHECK (length(external_id) <= 100),
    ADD COLUMN place smallint NOT NULL DEFAULT 0;

COMMENT ON COLUMN accounts.cash IS 'US dollars; negative when borrowed. Other currencies: cash_balances';
COMMENT ON COLUMN accounts.external_id IS 'the broker''s id of the account, as its files write it';
COMMENT ON COLUMN accounts.place IS 'order among accounts that were stored at the same time';

CREATE TABLE cash_balances (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$' AND currency <> 'USD'),
    amount     numeric NOT NULL CHECK (amount <> 0 AND abs(amount) < 1e12 AND scale(trim_scale(amount)) <= 12),
    PRIMARY KEY (account_id, currency)
);

ALTER TABLE users ADD COLUMN base_currency text NOT NULL DEFAULT 'USD' CHECK (base_currency ~ '^[A-Z]{3}$');

ALTER TABLE instruments ALTER COLUMN unit_price TYPE numeric;
ALTER TABLE instruments
    DROP CONSTRAINT instruments_kind_check,
    DROP CONSTRAINT instruments_symbol_check;
ALTER TABLE instruments
    ADD CONSTRAINT instruments_kind_check CHECK (kind IN (
        'etf', 'stock', 'bond_fund', 'mutual_fund', 'bond', 'treasury', 'option', 'money_market', 'crypto', 'other'
    )),
    ADD CONSTRAINT instruments_symbol_check CHECK (symbol ~ '^[A-Z0-9]([A-Z0-9 .-]{0,38}[A-Z0-9])?$'),
    ADD COLUMN isin text CHECK (length(isin) = 12),
    ADD COLUMN cusip text CHECK (length(cusip) = 9);

-- Prices that a user brought in apart from a portfolio.
CREATE TABLE prices (
    owner_id   text NOT NULL REFERENCES users ON DELETE CASCADE,
    symbol     text NOT NULL CHECK (length(symbol) <= 40),
    currency   text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    unit_price numeric NOT NULL CHECK (unit_price > 0 AND unit_price < 1e12 AND scale(trim_scale(unit_price)) <= 12),
    price_date date NOT NULL,
    source     text NOT NULL CHECK (length(source) <= 200),
    PRIMARY KEY (owner_id, symbol, currency)
);

CREATE TABLE exchange_rates (
    owner_id  text REFERENCES users ON DELETE CASCADE,
    currency  text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    quote     text NOT NULL CHECK (quote ~ '^[A-Z]{3}$' AND quote <> currency),
    rate      numeric NOT NULL CHECK (rate > 0 AND rate < 1e12 AND scale(trim_scale(rate)) <= 18),
    rate_date date NOT NULL,
    source    text NOT NULL CHECK (length(source) <= 200),
    UNIQUE NULLS NOT DISTINCT (owner_id, currency, quote)
);

COMMENT ON COLUMN exchange_rates.owner_id IS 'null: for every user';
COMMENT ON COLUMN exchange_rates.rate IS 'units of `quote` for one unit of `currency`';

CREATE TABLE import_mappings (
    owner_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    headings text NOT NULL CHECK (length(headings) = 64),
    mapping  jsonb NOT NULL CHECK (jsonb_typeof(mapping) = 'object'),
    used_at  timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_id, headings)
);

COMMENT ON COLUMN import_mappings.headings IS 'SHA-256 of a file''s headings, in hex';

-- What a job speaks of, from its first attempt to its end.
CREATE TABLE job_snapshots (
    job_id    uuid PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
    portfolio text NOT NULL,
    taken_at  timestamptz(3) NOT NULL DEFAULT now()
);

CREATE INDEX job_snapshots_by_age ON job_snapshots (taken_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_balances, prices, import_mappings TO alex_app;
GRANT SELECT, INSERT ON job_snapshots TO alex_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON exchange_rates TO alex_app;
ALTER TABLE exchange_rates ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone_reads ON exchange_rates FOR SELECT TO alex_app USING (true);
CREATE POLICY users_change_their_own ON exchange_rates TO alex_app
    USING (owner_id IS NOT NULL) WITH CHECK (owner_id IS NOT NULL);

-- As before, with the new index: an account holds an instrument once in US dollars, which is all that this adds.
CREATE OR REPLACE FUNCTION add_position(
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
        ON CONFLICT (account_id, instrument_id, currency) DO NOTHING
        RETURNING *;
END
$$;
