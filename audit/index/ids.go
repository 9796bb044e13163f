package index

import (
	"context"
	"database/sql"
)

// maxIDs bounds the ids among which a suggestion is looked for.
const maxIDs = 1000

// IDs are the first thousand ids of parties or alliances, in their order; none of
// anything else.
func (x *Index) IDs(ctx context.Context, record string) ([]string, error) {
	if record != "party" && record != "alliance" {
		return nil, nil
	}
	return queryRows(ctx, x, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) },
		"SELECT id FROM "+record+" ORDER BY id LIMIT ?", maxIDs)
}
