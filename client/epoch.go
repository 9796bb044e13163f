package client

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// EpochEnd returns when an epoch of an alliance ended: when it was closed, whenever it
// was sealed. The founding, epoch 0, ended when the alliance opened. It refuses with
// UNKNOWN_RECORD an epoch that has not ended. It reads one record.
func (c *Client) EpochEnd(ctx context.Context, alliance string, epoch int) (time.Time, error) {
	if epoch == 0 {
		founded, err := Ask(ctx, c, membership.GetAlliance{ID: alliance})
		if err != nil {
			return time.Time{}, err
		}
		if founded.Opened == nil {
			return time.Time{}, refusal.Unknown("epoch", alliance+" "+strconv.Itoa(epoch))
		}
		return founded.Opened.Time, nil
	}
	key := membership.ClosingKey(alliance, epoch)
	from := key.String()
	page, err := Ask(ctx, c, membership.ListRecords{Object: key.Object, Size: 1, Bookmark: from[:len(from)-1]})
	if err != nil {
		return time.Time{}, err
	}
	if len(page.Records) == 0 || !slices.Equal(page.Records[0].Key, key.Parts) {
		return time.Time{}, refusal.Unknown("epoch", alliance+" "+strconv.Itoa(epoch))
	}
	var closing membership.Closing
	if err := json.Unmarshal([]byte(page.Records[0].Value), &closing); err != nil {
		return time.Time{}, fmt.Errorf("read the closing of epoch %d of %s: %w", epoch, alliance, err)
	}
	return closing.Stamp.Time, nil
}
