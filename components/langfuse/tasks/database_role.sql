-- Langfuse's own user of PostgreSQL, made by the owner. Safe to run again: it sets the password of the secret.
\set ON_ERROR_STOP on
SET client_min_messages TO warning;
\getenv password LANGFUSE_DATABASE_PASSWORD
SELECT 'CREATE ROLE langfuse LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'langfuse') \gexec
ALTER ROLE langfuse LOGIN PASSWORD :'password';
-- Prisma creates extensions and tables in the schema `public`, and a schema belongs to its database's owner.
GRANT langfuse TO CURRENT_USER;
GRANT CREATE, CONNECT, TEMPORARY ON DATABASE langfuse TO langfuse;
ALTER SCHEMA public OWNER TO langfuse;
