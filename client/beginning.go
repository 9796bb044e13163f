package client

import (
	"context"
	"strings"

	"allianceregistry/membership"
)

// maxLike bounds the proposals that are named where a beginning fits several.
const maxLike = 5

// ProposalsLike lists the ids of proposals that begin so, the first few in their
// order, as two hosts have them: what is said of one that was named by its beginning is
// said of that one. It reads one page of records that begins there, however many there
// are.
func (c *Client) ProposalsLike(ctx context.Context, beginning string) ([]string, error) {
	from := membership.ProposalKey(beginning).String()
	like := func(page membership.Records) (ids []string) {
		for _, record := range page.Records {
			if len(record.Key) == 1 && strings.HasPrefix(record.Key[0], beginning) {
				ids = append(ids, record.Key[0])
			}
		}
		return ids
	}
	page, err := agreedOn(ctx, c, membership.ListRecords{Object: "proposal", Size: maxLike, Bookmark: from[:len(from)-1]},
		func(page membership.Records) (any, error) { return like(page), nil })
	return like(page), err
}
