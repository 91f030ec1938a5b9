-- One row per distinct quotation over all outlets: quotes that agree in their words, whatever the case and marks.
--
-- Only what stands in quotation marks (direct, mixed). The text is the variant printed most often, the speaker the one
-- that most of its quotes are attributed to; ties go to the first in the alphabet. Countries are those of datelines.
WITH printed AS (
    SELECT
        trim(regexp_replace(lower(strip_accents(q.text)), '[^\p{L}\p{N}]+', ' ', 'g')) AS words,
        q.quote_id, q.text, q.article_id, q.speaker, q.speaker_entity_id,
        a.publisher, a.cluster_id, coalesce(a.published_at, a.updated_at) AS published_at, p.country_code
    FROM news.quotes q
    JOIN news.articles a USING (article_id)
    LEFT JOIN news.entities p ON p.entity_id = a.dateline_entity_id
    WHERE q.kind IN ('direct', 'mixed')
),
variants AS (
    SELECT words, min(text) AS text
    FROM (
        SELECT words, text, rank() OVER (PARTITION BY words ORDER BY count(*) DESC) AS place
        FROM printed GROUP BY words, text
    )
    WHERE place = 1 GROUP BY words
),
attributions AS (
    SELECT words, arg_min(speaker_entity_id, speaker) AS speaker_entity_id, min(speaker) AS speaker,
           any_value(quote_count) AS quote_count
    FROM (
        SELECT words, speaker_entity_id, min(speaker) AS speaker, count(*) AS quote_count,
               rank() OVER (PARTITION BY words ORDER BY count(*) DESC) AS place
        FROM printed WHERE speaker_entity_id IS NOT NULL GROUP BY words, speaker_entity_id
    )
    WHERE place = 1 GROUP BY words
)
SELECT
    md5(p.words) AS quotation_id,
    any_value(v.text) AS text,
    any_value(s.speaker) AS speaker,
    any_value(s.speaker_entity_id) AS speaker_entity_id,
    coalesce(any_value(s.quote_count), 0) / count(*) AS speaker_share,
    count(DISTINCT p.text) AS variant_count,
    count(*) AS quote_count,
    count(DISTINCT p.article_id) AS article_count,
    count(DISTINCT coalesce(p.cluster_id, p.article_id)) AS story_count,
    count(DISTINCT p.publisher) AS publisher_count,
    count(DISTINCT p.country_code) AS country_count,
    min(p.published_at) AS first_published_at,
    max(p.published_at) AS last_published_at,
    arg_min(p.article_id, (p.published_at, p.article_id)) AS first_article_id,
    arg_min(p.publisher, (p.published_at, p.article_id)) AS first_publisher
FROM printed p
JOIN variants v USING (words)
LEFT JOIN attributions s USING (words)
WHERE p.words <> ''
GROUP BY p.words
