-- One row per two entities that are mentioned in one paragraph somewhere, the lesser id first.
--
-- A pronoun that means an entity is a mention too.
-- The association is normalised pointwise mutual information over paragraphs with any mention (Bouma 2009):
-- 1 when the two only ever come together, 0 when as often as by chance, below 0 when less.
WITH paragraphs AS (
    SELECT
        article_id,
        unnest(list_transform(
            range(1, len(texts) + 1),
            lambda n: coalesce(list_sum(list_transform(texts[1:n - 1], lambda t: length(t) + 2)), 0)::BIGINT
        )) AS char_start
    FROM (SELECT article_id, string_split(body, chr(10) || chr(10)) AS texts FROM news.articles)
),
present AS (
    SELECT DISTINCT m.article_id, p.char_start AS paragraph, m.entity_id
    FROM news.mentions m
    ASOF JOIN paragraphs p ON m.article_id = p.article_id AND m.char_start >= p.char_start
),
alone AS (SELECT entity_id, count(*) AS paragraph_count FROM present GROUP BY entity_id),
together AS (
    SELECT l.entity_id AS left_entity_id, r.entity_id AS right_entity_id,
           count(*) AS paragraph_count, count(DISTINCT l.article_id) AS article_count
    FROM present l
    JOIN present r ON l.article_id = r.article_id AND l.paragraph = r.paragraph AND l.entity_id < r.entity_id
    GROUP BY l.entity_id, r.entity_id
),
total AS (SELECT count(*) AS paragraph_count FROM (SELECT DISTINCT article_id, paragraph FROM present))
SELECT
    t.left_entity_id,
    le.name AS left_entity,
    t.right_entity_id,
    re.name AS right_entity,
    t.paragraph_count,
    t.article_count,
    CASE WHEN t.paragraph_count = total.paragraph_count THEN 1.0
         ELSE ln(t.paragraph_count * total.paragraph_count / (l.paragraph_count * r.paragraph_count))
              / -ln(t.paragraph_count / total.paragraph_count)
    END AS association
FROM together t
JOIN alone l ON l.entity_id = t.left_entity_id
JOIN alone r ON r.entity_id = t.right_entity_id
CROSS JOIN total
LEFT JOIN news.entities le ON le.entity_id = t.left_entity_id
LEFT JOIN news.entities re ON re.entity_id = t.right_entity_id
