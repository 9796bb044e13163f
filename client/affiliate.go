package client

import (
	"context"

	"allianceregistry/membership"
)

// Affiliates returns which parties are in an affiliate group, or claim to be, in all
// alliances.
func (c *Client) Affiliates(ctx context.Context, group string) ([]membership.Affiliation, error) {
	return listAll(ctx, c, func(bookmark string) membership.Query[membership.Affiliates] {
		return membership.ListAffiliates{Group: group, Size: membership.MaxPage, Bookmark: bookmark}
	}, func(page membership.Affiliates) ([]membership.Affiliation, string) { return page.Affiliates, page.Next })
}

// affiliateTasks asks a party for its consent to those who say that it controls them.
func (c *Client) affiliateTasks(ctx context.Context, party string) ([]Task, error) {
	affiliates, err := c.Affiliates(ctx, party)
	var tasks []Task
	for i := 0; err == nil && i < len(affiliates); i++ {
		one, possible := affiliates[i], false
		if one.Counts() {
			continue
		}
		possible, err = c.accepts(ctx, membership.ConsentAffiliate{Request: NewRequest(), Alliance: one.Alliance, Party: one.Party})
		if possible {
			tasks = append(tasks, Task{Alliance: one.Alliance, Party: one.Party, Wanted: WantedAffiliate})
		}
	}
	return tasks, err
}
