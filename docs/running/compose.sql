-- Run once by the image of PostgreSQL, when its volume is new (compose.yaml). Staffroom's user is no superuser.
\getenv password POSTGRES_PASSWORD
create role staffroom login createrole password :'password';
create database staffroom owner staffroom;
-- The superuser is for whoever is at this machine: docker compose exec database psql -U postgres
alter role postgres password null;
