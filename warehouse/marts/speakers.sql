-- One row per entity that is quoted: how often, by how many outlets, since when, and in which role most often.
--
-- A role counts once per quote; of roles printed equally often the first in the alphabet is given.
WITH spoken AS (
    SELECT
        q.quote_id, q.utterance_id, q.article_id, q.kind, q.speaker_role, q.speaker_entity_id,
        a.publisher, coalesce(a.published_at, a.updated_at) AS published_at
    FROM news.quotes q
    JOIN news.articles a USING (article_id)
    WHERE q.speaker_entity_id IS NOT NULL
),
roles AS (
    SELECT speaker_entity_id, min(speaker_role) AS role
    FROM (
        SELECT speaker_entity_id, speaker_role,
               rank() OVER (PARTITION BY speaker_entity_id ORDER BY count(*) DESC) AS place
        FROM spoken
        WHERE speaker_role IS NOT NULL
        GROUP BY speaker_entity_id, speaker_role
    )
    WHERE place = 1
    GROUP BY speaker_entity_id
)
SELECT
    s.speaker_entity_id,
    any_value(e.name) AS speaker,
    any_value(e.kind) AS kind,
    any_value(e.country_code) AS country_code,
    any_value(r.role) AS role,
    count(*) AS quote_count,
    count(DISTINCT s.utterance_id) AS utterance_count,
    count(*) FILTER (s.kind = 'direct') AS direct_count,
    count(DISTINCT s.article_id) AS article_count,
    count(DISTINCT s.publisher) AS publisher_count,
    min(s.published_at) AS first_quoted_at,
    max(s.published_at) AS last_quoted_at
FROM spoken s
LEFT JOIN news.entities e ON e.entity_id = s.speaker_entity_id
LEFT JOIN roles r ON r.speaker_entity_id = s.speaker_entity_id
GROUP BY s.speaker_entity_id
