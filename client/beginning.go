package client

import (
	"context"
	"strings"

	"allianceregistry/membership"
)

// maxLike bounds the proposals that are named where a beginning fits several.
const maxLike = 5

// ProposalsLike lists the ids of proposals that begin so, the first few in their
// order. It reads one page of records that begins there, however many there are.
func (c *Client) ProposalsLike(ctx context.Context, beginning string) ([]string, error) {
	from := membership.Key{Object: "proposal", Parts: []string{beginning}}.String()
	page, err := Ask(ctx, c, membership.ListRecords{Object: "proposal", Size: maxLike, Bookmark: from[:len(from)-1]})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, record := range page.Records {
		if id := record.Key[0]; strings.HasPrefix(id, beginning) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
