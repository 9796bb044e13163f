package membership

import "strconv"

// enrollment lists a party under a class that it is, or was, in. A class whose
// number is bounded counts those that are in it.
type enrollment struct {
	Schema int  `json:"schema"`
	In     bool `json:"in"`
}

// enroll lists a membership under its class, and no more under the one before.
func (a act) enroll(m Membership, before Presence) error {
	was := before.State != "" && before.State != Ended
	is := m.State != Ended
	if was && is && before.Class == m.Class {
		return nil
	}
	if was {
		if err := put(a.store, enrollmentKey(m.Alliance, before.Class, m.Party), enrollment{schema, false}); err != nil {
			return err
		}
	}
	if !is {
		return nil
	}
	return put(a.store, enrollmentKey(m.Alliance, m.Class, m.Party), enrollment{schema, true})
}

// maxEnrolled bounds the parties that ever were in a class, where they are counted.
const maxEnrolled = 50_000

// enrolled counts who is in a class, suspended members too.
func (a act) enrolled(alliance, class string) (int, error) {
	all, err := scanAll[enrollment](a.store, enrollmentsKey(alliance, class), maxEnrolled)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, one := range all {
		if one.In {
			count++
		}
	}
	return count, nil
}

// room refuses with CLASS_FULL. Only a class whose number is bounded is counted:
// its admissions wait for each other, no others do.
func (a act) room(alliance string, class Class) error {
	if class.Most == 0 {
		return nil
	}
	count, err := a.enrolled(alliance, class.ID)
	if err == nil && count >= class.Most {
		err = refuse(ClassFull, "class", class.ID, "most", strconv.Itoa(class.Most))
	}
	return err
}
