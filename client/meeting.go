package client

import (
	"context"

	"allianceregistry/client/minutes"
	"allianceregistry/membership"
)

// MinutesOf returns what the minutes of a meeting are written from.
func (c *Client) MinutesOf(ctx context.Context, meeting string) (minutes.Records, error) {
	var r minutes.Records
	var err error
	if r.Meeting, err = Ask(ctx, c, membership.GetMeeting{ID: meeting}); err != nil {
		return r, err
	}
	if r.Attendance, err = c.Attendance(ctx, meeting); err != nil {
		return r, err
	}
	if r.Alliance, err = Ask(ctx, c, membership.GetAlliance{ID: r.Meeting.Alliance}); err != nil {
		return r, err
	}
	kept, err := Ask(ctx, c, membership.GetCharter{Alliance: r.Meeting.Alliance, Version: r.Meeting.Meeting.Charter})
	if err != nil {
		return r, err
	}
	r.Charter = kept.Charter
	for _, item := range r.Meeting.Agenda {
		if item.Proposal == "" {
			continue
		}
		dossier, err := Ask(ctx, c, membership.GetProposal{ID: item.Proposal})
		if err != nil {
			return r, err
		}
		r.Proposals = append(r.Proposals, dossier)
	}
	return r, nil
}
