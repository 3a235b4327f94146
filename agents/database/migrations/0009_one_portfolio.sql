-- A portfolio is read, replaced and kept for a job as one.

-- Each position with the newest of the prices that may count for it: the one it was given, the user's own for its
-- symbol, and, for an instrument of the catalogue, the catalogue's. Never another user's.
CREATE VIEW held AS
SELECT a.user_id, a.account_id, p.position_id, p.version, p.created_at, p.updated_at, i.instrument_id, i.symbol, i.name,
       i.kind, i.isin, i.cusip, i.owner_id IS NOT NULL AS own,
       CASE WHEN c.instrument_id IS NOT NULL THEN jsonb_build_object('name', c.name, 'kind', c.kind) END AS in_catalogue,
       trim_scale(p.quantity) AS quantity, p.currency, trim_scale(p.multiplier) AS multiplier,
       trim_scale(v.unit_price) AS unit_price, trim_scale(v.stated_value) AS stated_value, v.price_date, v.price_source,
       left(md5(concat_ws(chr(31), i.symbol, i.name, i.kind, v.unit_price, v.price_date, v.price_source)), 12) AS face
FROM positions p
JOIN accounts a USING (account_id)
JOIN instruments i USING (instrument_id)
LEFT JOIN instruments c ON i.owner_id IS NOT NULL AND c.owner_id IS NULL AND c.symbol = i.symbol
CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT 1, p.unit_price, p.stated_value, coalesce(p.price_date, CAST(p.updated_at AS date)), p.price_source
        WHERE p.unit_price IS NOT NULL OR p.stated_value IS NOT NULL
        UNION ALL
        SELECT 2, r.unit_price, NULL, r.price_date, r.source FROM prices r
        WHERE r.owner_id = a.user_id AND r.symbol = i.symbol AND r.currency = p.currency
        UNION ALL
        -- A user's instrument has a price for positions of an earlier release, which had none of their own.
        SELECT 3, i.unit_price, NULL, coalesce(i.price_date, CAST(i.created_at AS date)),
               CASE WHEN i.owner_id IS NULL THEN 'catalogue' ELSE '' END
        WHERE p.currency = 'USD' AND (i.owner_id IS NULL OR p.unit_price IS NULL AND p.stated_value IS NULL)
    ) candidates (precedence, unit_price, stated_value, price_date, price_source)
    ORDER BY price_date DESC, precedence LIMIT 1
) v;

GRANT SELECT ON held TO alex_app;

-- Cash of an account in other currencies than US dollars, as texts: a JSON number would lose digits on the way.
CREATE FUNCTION balances_of(account uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(currency, CAST(trim_scale(amount) AS text)), '{}') FROM cash_balances
    WHERE account_id = account
$$;

-- Everything that an analysis speaks of, at one moment. Numbers keep their digits in jsonb.
CREATE FUNCTION portfolio_of(owner text, detailed boolean) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'display_name', coalesce(u.display_name, ''), 'goal', u.goal, 'notes', coalesce(u.notes, ''),
        'currency', coalesce(u.base_currency, 'USD'),
        'accounts', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'account_id', a.account_id, 'external_id', a.external_id, 'name', a.name, 'kind', a.kind,
                'cash', CASE WHEN a.cash = 0 THEN '{}' ELSE jsonb_build_object('USD', trim_scale(a.cash)) END
                    || coalesce((SELECT jsonb_object_agg(b.currency, trim_scale(b.amount)) FROM cash_balances b
                                 WHERE b.account_id = a.account_id), '{}'),
                'positions', coalesce((
                    SELECT jsonb_agg(
                        jsonb_strip_nulls(to_jsonb(h))
                        - ARRAY['user_id', 'account_id', 'instrument_id', 'created_at', 'updated_at', 'face', 'version']
                        || CASE WHEN detailed THEN jsonb_build_object('classification', i.classification) ELSE '{}' END
                        ORDER BY h.symbol, h.currency
                    ) FROM held h JOIN instruments i USING (instrument_id) WHERE h.account_id = a.account_id
                ), '[]')
            ) ORDER BY a.created_at, a.place, a.account_id) FROM accounts a WHERE a.user_id = owner
        ), '[]'),
        'rates', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'currency', r.currency, 'quote', r.quote, 'rate', trim_scale(r.rate), 'rate_date', r.rate_date,
                'source', r.source, 'own', r.owner_id IS NOT NULL
            ) ORDER BY r.currency, r.quote, r.owner_id) FROM exchange_rates r
            WHERE r.owner_id IS NULL OR r.owner_id = owner
        ), '[]')
    )
    FROM (SELECT owner) asked LEFT JOIN users u ON u.user_id = asked.owner
$$;

CREATE FUNCTION portfolio_tag(owner text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT md5(CAST(portfolio_of(owner, false) AS text))
$$;

-- A user's own instruments. The newest description counts, and is classified anew.
CREATE FUNCTION describe_instruments(owner text, described jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO instruments AS i (owner_id, symbol, name, kind, isin, cusip, unit_price)
    SELECT owner, n.symbol, n.name, n.kind, n.isin, n.cusip, n.unit_price
    FROM jsonb_to_recordset(described)
        AS n (symbol text, name text, kind text, isin text, cusip text, unit_price numeric)
    ON CONFLICT (symbol, owner_id) DO UPDATE
    SET name = excluded.name, kind = excluded.kind, isin = coalesce(excluded.isin, i.isin),
        cusip = coalesce(excluded.cusip, i.cusip),
        classification = CASE WHEN (i.name, i.kind) = (excluded.name, excluded.kind) THEN i.classification END,
        rationale = CASE WHEN (i.name, i.kind) = (excluded.name, excluded.kind) THEN i.rationale ELSE '' END
    WHERE (i.name, i.kind, i.isin, i.cusip) IS DISTINCT FROM (
        excluded.name, excluded.kind, coalesce(excluded.isin, i.isin), coalesce(excluded.cusip, i.cusip)
    )
$$;

-- Bounds what a user can add: a thousand instruments that no position holds are as many as a portfolio can hold.
CREATE FUNCTION drop_unheld_instruments(owner text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM instruments i WHERE i.owner_id = owner) > 2000 THEN
        DELETE FROM instruments i WHERE i.owner_id = owner
            AND NOT EXISTS (SELECT FROM positions p WHERE p.instrument_id = i.instrument_id);
    END IF;
END
$$;

-- Exchange rates of a user, one for each pair: an older one does not replace a newer one. The number of those that are
-- new.
CREATE FUNCTION keep_rates(owner text, given jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    kept bigint;
BEGIN
    INSERT INTO users (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
    INSERT INTO exchange_rates AS r (owner_id, currency, quote, rate, rate_date, source)
    SELECT owner, n.* FROM jsonb_to_recordset(given)
        AS n (currency text, quote text, rate numeric, rate_date date, source text)
    ON CONFLICT (owner_id, currency, quote) DO UPDATE
    SET rate = excluded.rate, rate_date = excluded.rate_date, source = excluded.source
    WHERE excluded.rate_date >= r.rate_date
      AND (r.rate, r.rate_date, r.source) IS DISTINCT FROM (excluded.rate, excluded.rate_date, excluded.source);
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;

-- The positions of a document of `replace_portfolio`, with their instruments.
CREATE FUNCTION positions_in(owner text, document jsonb) RETURNS TABLE (
    position_id uuid, account_id uuid, instrument_id uuid, quantity numeric, unit_price numeric, stated_value numeric,
    multiplier numeric, currency text, price_date date, price_source text
) LANGUAGE sql STABLE AS $$
    SELECT n.position_id, a.account_id, i.instrument_id, n.quantity, n.unit_price, n.stated_value, n.multiplier,
           n.currency,
           -- Without a date, a price is today's.
           CASE WHEN coalesce(n.unit_price, n.stated_value) IS NOT NULL THEN
               coalesce(n.price_date, CAST(now() AS date))
           END,
           n.price_source
    FROM jsonb_to_recordset(document -> 'positions') AS n (
        position_id uuid, account_id uuid, symbol text, own boolean, quantity numeric, unit_price numeric,
        stated_value numeric, multiplier numeric, currency text, price_date date, price_source text
    )
    JOIN accounts a ON a.account_id = n.account_id AND a.user_id = owner
    JOIN instruments i ON i.symbol = n.symbol AND i.owner_id IS NOT DISTINCT FROM CASE WHEN n.own THEN owner END
$$;

-- Makes the stored portfolio the document's, as a whole or not at all. Returns whether it did: not if `tags` is given
-- and lacks the stored portfolio's tag. What is the same already keeps its ids, versions and classifications.
-- The document: {display_name, goal, notes, currency, instruments, rates, accounts, cash, positions}, each list with the
-- columns that the statements below name.
CREATE FUNCTION replace_portfolio(owner text, tags jsonb, document jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        INSERT INTO users (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
        PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
    END LOOP;
    IF tags IS NOT NULL AND NOT tags @> to_jsonb(portfolio_tag(owner)) THEN
        RETURN false;
    END IF;

    UPDATE users SET display_name = document ->> 'display_name', goal = nullif(document -> 'goal', 'null'),
        notes = document ->> 'notes', base_currency = document ->> 'currency'
    WHERE user_id = owner AND (display_name, goal, notes, base_currency) IS DISTINCT FROM (
        document ->> 'display_name', nullif(document -> 'goal', 'null'), document ->> 'notes', document ->> 'currency'
    );

    PERFORM describe_instruments(owner, document -> 'instruments');

    PERFORM keep_rates(owner, document -> 'rates');

    DELETE FROM accounts a WHERE a.user_id = owner AND a.account_id NOT IN (
        SELECT n.account_id FROM jsonb_to_recordset(document -> 'accounts') AS n (account_id uuid)
    );
    INSERT INTO accounts AS a (account_id, user_id, external_id, name, kind, cash, place)
    SELECT n.account_id, owner, n.external_id, n.name, n.kind, n.cash, n.place
    FROM jsonb_to_recordset(document -> 'accounts')
        AS n (account_id uuid, external_id text, name text, kind text, cash numeric, place smallint)
    ON CONFLICT (account_id) DO UPDATE
    SET external_id = excluded.external_id, name = excluded.name, kind = excluded.kind, cash = excluded.cash
    WHERE a.user_id = owner AND (a.external_id, a.name, a.kind, a.cash) IS DISTINCT FROM (
        excluded.external_id, excluded.name, excluded.kind, excluded.cash
    );

    DELETE FROM cash_balances b USING accounts a WHERE a.account_id = b.account_id AND a.user_id = owner;
    INSERT INTO cash_balances (account_id, currency, amount)
    SELECT a.account_id, n.currency, n.amount
    FROM jsonb_to_recordset(document -> 'cash') AS n (account_id uuid, currency text, amount numeric)
    JOIN accounts a ON a.account_id = n.account_id AND a.user_id = owner;

    DELETE FROM positions p USING accounts a
    WHERE a.account_id = p.account_id AND a.user_id = owner AND NOT EXISTS (
        SELECT FROM positions_in(owner, document) w
        WHERE (w.account_id, w.instrument_id, w.currency) = (p.account_id, p.instrument_id, p.currency)
    );
    INSERT INTO positions AS p (
        position_id, account_id, instrument_id, quantity, unit_price, stated_value, multiplier, currency, price_date,
        price_source
    )
    SELECT * FROM positions_in(owner, document)
    ON CONFLICT (account_id, instrument_id, currency) DO UPDATE
    SET quantity = excluded.quantity, unit_price = excluded.unit_price, stated_value = excluded.stated_value,
        multiplier = excluded.multiplier, price_date = excluded.price_date, price_source = excluded.price_source
    WHERE (p.quantity, p.unit_price, p.stated_value, p.multiplier, p.price_date, p.price_source) IS DISTINCT FROM (
        excluded.quantity, excluded.unit_price, excluded.stated_value, excluded.multiplier, excluded.price_date,
        excluded.price_source
    );
    PERFORM drop_unheld_instruments(owner);
    RETURN true;
END
$$;

-- A position more; nothing if the account is not the user's or holds the instrument in this currency, or if the user's
-- accounts hold `most` already. `given` has the columns of a position in a document, and `instrument` if it is new.
CREATE FUNCTION add_holding(owner text, given jsonb, instrument jsonb, most integer) RETURNS SETOF held
LANGUAGE plpgsql AS $$
DECLARE
    added uuid;
BEGIN
    PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
    IF most <= (SELECT count(*) FROM positions JOIN accounts USING (account_id) WHERE user_id = owner) OR NOT EXISTS (
        SELECT FROM accounts WHERE account_id = CAST(given ->> 'account_id' AS uuid) AND user_id = owner
    ) THEN
        RETURN;
    END IF;
    PERFORM drop_unheld_instruments(owner);
    PERFORM describe_instruments(owner, jsonb_build_array(instrument)) WHERE instrument IS NOT NULL;
    INSERT INTO positions (
        position_id, account_id, instrument_id, quantity, unit_price, stated_value, multiplier, currency, price_date,
        price_source
    )
    SELECT * FROM positions_in(owner, jsonb_build_object('positions', jsonb_build_array(given)))
    ON CONFLICT (account_id, instrument_id, currency) DO NOTHING
    RETURNING positions.position_id INTO added;
    RETURN QUERY SELECT * FROM held WHERE held.position_id = added;
END
$$;

-- The portfolio that a job speaks of, taken once. Nothing happens under a lost claim, or when there is one.
CREATE FUNCTION take_snapshot(job uuid, token text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO job_snapshots (job_id, portfolio)
    SELECT job_id, CAST(portfolio_of(user_id, true) AS text) FROM jobs
    WHERE job_id = job AND claim_token = token AND status = 'running'
    ON CONFLICT DO NOTHING
$$;

-- A text from its piece number `first` on, in pieces that fit the Data API's rows of 64 KB, whatever its characters, and
-- as many as fit its answer of 1 MiB, in which quotation marks take two bytes.
CREATE FUNCTION pieces(whole text, first integer) RETURNS TABLE (piece text, number integer, pieces integer)
LANGUAGE sql IMMUTABLE AS $$
    SELECT piece, number, pieces FROM (
        SELECT piece, number, pieces, sum(octet_length(piece)) OVER (ORDER BY number) AS octets FROM (
            SELECT substr(whole, 1 + 15000 * n, 15000) AS piece, n AS number,
                   CAST(ceil(length(whole) / 15000.0) AS integer) AS pieces
            FROM generate_series(first, length(whole) / 15000) n
        ) cut WHERE piece <> ''
    ) counted WHERE octets <= 600000 OR number = first ORDER BY number
$$;

-- What a user added and no position holds any more. False if a position does, or if there is none.
CREATE FUNCTION drop_instrument(owner text, wanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM instruments i WHERE i.owner_id = owner AND i.symbol = wanted
        AND NOT EXISTS (SELECT FROM positions p WHERE p.instrument_id = i.instrument_id);
    RETURN FOUND;
END
$$;

-- Snapshots of ended jobs expire with the results. The number of both.
CREATE OR REPLACE FUNCTION expire_results(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    results bigint;
    snapshots bigint;
BEGIN
    WITH old AS (
        SELECT r.job_id, r.agent FROM job_results r JOIN jobs j USING (job_id)
        WHERE r.stored_at < now() - make_interval(days => days) AND NOT coalesce(j.lease_until > now(), false)
        ORDER BY r.stored_at LIMIT most FOR UPDATE OF r SKIP LOCKED
    )
    DELETE FROM job_results r USING old WHERE r.job_id = old.job_id AND r.agent = old.agent;
    GET DIAGNOSTICS results = ROW_COUNT;
    WITH old AS (
        SELECT s.job_id FROM job_snapshots s JOIN jobs j USING (job_id)
        WHERE s.taken_at < now() - make_interval(days => days) AND j.status IN ('completed', 'partial', 'failed')
        ORDER BY s.taken_at LIMIT greatest(most - results, 0) FOR UPDATE OF s SKIP LOCKED
    )
    DELETE FROM job_snapshots s USING old WHERE s.job_id = old.job_id;
    GET DIAGNOSTICS snapshots = ROW_COUNT;
    RETURN results + snapshots;
END
$$;

REVOKE EXECUTE ON FUNCTION drop_instrument(text, text), drop_unheld_instruments(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_instrument(text, text), drop_unheld_instruments(text) TO alex_app;
