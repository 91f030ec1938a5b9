-- key: entity_id, published_on
-- order: date_trunc('month', published_on), kind, entity_id, published_on
-- state
SELECT
    m.entity_id,
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    any_value(m.kind) AS kind,
    count(*) AS mention_count,
    count(*) FILTER (NOT m.is_pronoun) AS name_count,
    count(DISTINCT m.article_id) AS article_count,
    count(DISTINCT m.article_id) FILTER (a.dateline_entity_id = m.entity_id) AS dateline_count,
    coalesce(list(DISTINCT a.publisher) FILTER (a.publisher IS NOT NULL), []) AS publishers
FROM {mentions} m JOIN {articles} a USING (article_id)
WHERE coalesce(a.published_at, a.updated_at) IS NOT NULL
GROUP BY m.entity_id, published_on
-- merged
SELECT
    entity_id,
    published_on,
    any_value(kind) AS kind,
    sum(mention_count)::BIGINT AS mention_count,
    sum(name_count)::BIGINT AS name_count,
    sum(article_count)::BIGINT AS article_count,
    sum(dateline_count)::BIGINT AS dateline_count,
    list_distinct(flatten(list(publishers))) AS publishers
FROM {both} GROUP BY entity_id, published_on
-- derived
SELECT * EXCLUDE (publishers), len(publishers) AS publisher_count, publishers FROM {rows}
-- shown
SELECT
    d.entity_id,
    e.name AS entity,
    d.kind,
    d.published_on,
    d.mention_count,
    d.article_count,
    d.publisher_count,
    d.name_count
FROM dateline.kept_entity_days d
LEFT JOIN news.entities e ON e.entity_id = d.entity_id
