-- The ids of the swipes that were answered 201, from the file `acknowledged` in the folder that psql was started in.
SET client_min_messages = warning;
DROP TABLE IF EXISTS bench_acknowledged;
CREATE TABLE bench_acknowledged (id uuid);
\copy bench_acknowledged FROM 'acknowledged'
