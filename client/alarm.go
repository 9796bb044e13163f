package client

import (
	"context"
	"slices"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Alarm is a rule that is out of reach, or that a single silent member can keep from being met
// without the alliance having accepted that.
type Alarm struct {
	charter.Reach
	// Was is what it is now, where it would come to that without a member.
	Was charter.ReachState `json:"was,omitempty"`
}

// Alarms returns which rules of an open alliance are out of reach, or blocked by one, with the members
// that it has now. It asks the own host.
func (c *Client) Alarms(ctx context.Context, alliance string) ([]Alarm, error) {
	kept, among, err := c.compositionNow(ctx, alliance)
	if err != nil {
		return nil, err
	}
	var alarms []Alarm
	for _, reach := range kept.Reaches(among) {
		if kept.Alarming(reach) {
			alarms = append(alarms, Alarm{Reach: reach})
		}
	}
	return alarms, nil
}

// AlarmsWithout returns which rules would come out of reach, or be blocked by one, if some member were lost.
func (c *Client) AlarmsWithout(ctx context.Context, alliance, party string) ([]Alarm, error) {
	kept, among, err := c.compositionNow(ctx, alliance)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(among.Voters, func(v charter.Voter) bool { return v.Party == party })
	if at < 0 {
		return nil, nil
	}
	now := kept.Reaches(among)
	among.Voters, among.Hosts = slices.Delete(among.Voters, at, at+1), slices.Delete(among.Hosts, at, at+1)
	var alarms []Alarm
	for i, reach := range kept.Reaches(among) {
		if reach.State != now[i].State && kept.Alarming(reach) {
			alarms = append(alarms, Alarm{reach, now[i].State})
		}
	}
	return alarms, nil
}

// compositionNow reads an alliance's charter, and whom it is made of.
func (c *Client) compositionNow(ctx context.Context, id string) (kept charter.Charter, among charter.Composition, err error) {
	alliance, err := Ask(ctx, c, membership.GetAlliance{ID: id})
	if err != nil {
		return kept, among, err
	}
	version, err := Ask(ctx, c, membership.GetCharter{Alliance: id})
	if err != nil {
		return kept, among, err
	}
	members, err := c.Roster(ctx, id, "")
	if err != nil {
		return kept, among, err
	}
	var seats []membership.SeatNow
	for _, organ := range version.Charter.Organs {
		some, err := c.Seats(ctx, id, organ.ID)
		if err != nil {
			return kept, among, err
		}
		seats = append(seats, some...)
	}
	return version.Charter, membership.CompositionNow(version.Charter, alliance.Founders, members, seats), nil
}
