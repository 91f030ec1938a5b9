-- One row per entity: what it is, where it lies, and how often it is named, meant, quoted and reported from.
--
-- Names and pronouns are counted apart. First and last seen are the first and last publication of an article that
-- mentions it. Stories are articles without their near-duplicates. What it is named with: entity_pairs.
WITH dated AS (
    SELECT article_id, publisher, cluster_id, dateline_entity_id, coalesce(published_at, updated_at) AS published_at
    FROM news.articles
),
named AS (
    SELECT m.entity_id,
           count(*) FILTER (NOT m.is_pronoun) AS name_count,
           count(*) FILTER (m.is_pronoun) AS pronoun_count,
           count(DISTINCT m.article_id) AS article_count,
           count(DISTINCT coalesce(a.cluster_id, a.article_id)) AS story_count,
           count(DISTINCT a.publisher) AS publisher_count,
           min(a.published_at) AS first_published_at,
           max(a.published_at) AS last_published_at
    FROM news.mentions m JOIN dated a USING (article_id)
    GROUP BY m.entity_id
),
quoted AS (
    SELECT speaker_entity_id AS entity_id, count(*) AS quote_count
    FROM news.quotes WHERE speaker_entity_id IS NOT NULL GROUP BY speaker_entity_id
),
reported AS (
    SELECT dateline_entity_id AS entity_id, count(*) AS dateline_count
    FROM dated WHERE dateline_entity_id IS NOT NULL GROUP BY dateline_entity_id
)
SELECT
    e.entity_id,
    e.kind,
    e.name,
    e.aliases,
    e.country_code,
    e.latitude,
    e.longitude,
    e.geonames_id,
    e.wikidata_id,
    e.authority_id,
    coalesce(n.name_count, 0) AS name_count,
    coalesce(n.pronoun_count, 0) AS pronoun_count,
    coalesce(n.article_count, 0) AS article_count,
    coalesce(n.story_count, 0) AS story_count,
    coalesce(n.publisher_count, 0) AS publisher_count,
    coalesce(q.quote_count, 0) AS quote_count,
    coalesce(r.dateline_count, 0) AS dateline_count,
    n.first_published_at,
    n.last_published_at
FROM news.entities e
LEFT JOIN named n ON n.entity_id = e.entity_id
LEFT JOIN quoted q ON q.entity_id = e.entity_id
LEFT JOIN reported r ON r.entity_id = e.entity_id
