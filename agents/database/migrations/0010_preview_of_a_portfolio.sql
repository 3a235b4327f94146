-- The portfolio as it would be after `replace_portfolio`, with nothing stored: all changes of the block are undone.
CREATE FUNCTION preview_portfolio(owner text, document jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    shown text;
BEGIN
    BEGIN
        PERFORM replace_portfolio(owner, NULL, document);
        shown := CAST(portfolio_of(owner, false) AS text);
        RAISE EXCEPTION 'undone' USING ERRCODE = 'AX001';
    EXCEPTION WHEN SQLSTATE 'AX001' THEN
        -- A variable keeps its value.
        NULL;
    END;
    RETURN shown;
END
$$;
