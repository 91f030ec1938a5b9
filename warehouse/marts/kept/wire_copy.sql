-- key: article_id
-- order: cluster_id, article_id
-- group: cluster_id
SELECT DISTINCT cluster_id FROM {changed} WHERE cluster_id <> article_id
