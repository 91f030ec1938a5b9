-- key: speaker_entity_id
-- state
WITH spoken AS (
    SELECT q.speaker_entity_id, q.speaker_role, q.utterance_id, q.kind, q.article_id, a.publisher,
           coalesce(a.published_at, a.updated_at) AS published_at
    FROM {quotes} q JOIN {articles} a USING (article_id)
    WHERE q.speaker_entity_id IS NOT NULL
),
roles AS (
    SELECT speaker_entity_id, list({'role': role, 'quote_count': quote_count}) AS roles
    FROM (
        SELECT speaker_entity_id, speaker_role AS role, count(*) AS quote_count
        FROM spoken WHERE speaker_role IS NOT NULL GROUP BY ALL
    ) GROUP BY speaker_entity_id
),
counted AS (
    SELECT
        speaker_entity_id,
        count(*) AS quote_count,
        count(DISTINCT utterance_id) AS utterance_count,
        count(*) FILTER (kind = 'direct') AS direct_count,
        count(DISTINCT article_id) AS article_count,
        min(published_at) AS first_quoted_at,
        max(published_at) AS last_quoted_at,
        coalesce(list(DISTINCT publisher) FILTER (publisher IS NOT NULL), []) AS publishers
    FROM spoken GROUP BY speaker_entity_id
)
SELECT counted.*, coalesce(roles, []) AS roles FROM counted LEFT JOIN roles USING (speaker_entity_id)
-- merged
WITH summed AS (
    SELECT speaker_entity_id, list({'role': role, 'quote_count': quote_count}) AS roles
    FROM (
        SELECT speaker_entity_id, r.role AS role, sum(r.quote_count)::BIGINT AS quote_count
        FROM (SELECT speaker_entity_id, unnest(roles) AS r FROM {both}) GROUP BY ALL
    ) GROUP BY speaker_entity_id
),
counted AS (
    SELECT
        speaker_entity_id,
        sum(quote_count)::BIGINT AS quote_count,
        sum(utterance_count)::BIGINT AS utterance_count,
        sum(direct_count)::BIGINT AS direct_count,
        sum(article_count)::BIGINT AS article_count,
        min(first_quoted_at) AS first_quoted_at,
        max(last_quoted_at) AS last_quoted_at,
        list_distinct(flatten(list(publishers))) AS publishers
    FROM {both} GROUP BY speaker_entity_id
)
SELECT counted.*, coalesce(summed.roles, []) AS roles FROM counted LEFT JOIN summed USING (speaker_entity_id)
-- derived
SELECT
    * EXCLUDE (publishers, roles),
    len(publishers) AS publisher_count,
    list_sort(list_transform(roles, lambda r: {'place': -r.quote_count, 'role': r.role}))[1].role AS role,
    publishers,
    roles
FROM {rows}
-- shown
SELECT
    s.speaker_entity_id,
    e.name AS speaker,
    e.kind,
    e.country_code,
    s.role,
    s.quote_count,
    s.utterance_count,
    s.direct_count,
    s.article_count,
    s.publisher_count,
    s.first_quoted_at,
    s.last_quoted_at
FROM dateline.kept_speakers s
LEFT JOIN news.entities e ON e.entity_id = s.speaker_entity_id
