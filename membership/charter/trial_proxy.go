package charter

import (
	"strconv"

	"allianceregistry/membership/refusal"
)

// ProxyVote returns a party's vote, cast by a holder that has cast so many for others before.
// It refuses with NO_PROXIES, PROXY_UNFIT and PROXY_LIMIT, and as it refuses either's own vote.
func (o OpenTrial) ProxyVote(holder, party string, position Position, before int) (Cast, error) {
	proxies, has := o.trial.Charter.ProxiesIn(o.rule)
	if !has {
		return Cast{}, refusal.New(refusal.NoProxies, "alliance", "")
	}
	by, err := o.trial.checkVoice(o.rule, holder, false)
	if err != nil {
		return Cast{}, err
	}
	cast, err := o.Vote(party, position)
	if err != nil {
		return cast, err
	}
	votes, err := o.poll.CheckHolder(proxies, by.Voter, cast.Voter)
	if err == nil && votes {
		_, err = o.Vote(holder, position)
	}
	if err == nil && before >= proxies.Most {
		err = refusal.New(refusal.ProxyLimit, "party", holder, "most", strconv.Itoa(proxies.Most))
	}
	cast.Host, cast.Proxy = by.Host, holder
	return cast, err
}
