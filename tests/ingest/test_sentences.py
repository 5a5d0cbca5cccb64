"""Small numbers of children in the sentences that officers write: a line each, as councils say it.

What must not pass says how many children, or may do; what must pass counts something else.
"""

import csv
import io
from datetime import date

import pytest

from data.ingest.check import check
from data.ingest.notes import NotesLayout
from data.ingest.source import CsvFile
from schemas.declared import Schemas

MUST_NOT_PASS = """
2 UASC arrived in March.
3 LAC were placed in Derby.
5 YP declined.
Only two were seen late.
Two of the five late ones had moved home.
One young man went to custody.
A pair of twins came into care in June.
The other two were placed out of county.
A single child had no review.
Neither of the two had a plan.
All but three had a health assessment.
Performance was affected by 3 late cases.
Two 15-year-olds were placed in unregistered homes.
A sibling group of three moved to Lincolnshire.
Three siblings were placed together.
Two of them refused the assessment.
No more than three children waited.
3/54 were late.
Three (5%) were not seen.
The late ones were two boys and a girl who moved in the quarter: 3 in all.
Late: 3. On time: 51.
We had four CLA without a dentist.
4 CIC were excluded.
One CYP declined her initial health assessment.
This quarter three children became looked after.
This year 3 children went missing more than once.
One child's assessment was late because the carer was ill.
A couple of young people have no passport.
A handful of children were seen late.
Two young women have had babies.
Three care-leavers are in custody.
Four care leavers' pathway plans were out of date.
The cohort is small: five pupils sat the test.
1 x YP in secure accommodation.
YP x3 in B&B at the end of March.
There are five unaccompanied asylum-seeking children in the district.
Of the late assessments, two were declined by the young people.
Out of 54 due, 3 were out of time.
Two were in hospital, one was missing and one refused.
Both girls have now been seen.
Both of them have moved back to the county.
The twins were immunised in April.
Three placements broke down in the quarter.
Two adoptions were disrupted.
One adoption order was granted.
Four initial health assessments were late.
Five permanent exclusions were recorded.
Two return home interviews were not held.
One unregistered placement ended in May.
Numbers fell from 7 to 4.
The number in custody rose by two.
The figure went up from 2 to 5.
Children without a school place: 4
Girls - 2, boys - 4
Not in touch (n=3)
In Bassetlaw there were three.
Of these, 2 have since moved.
1 had been in care for less than a month.
Two boys from one family came into care.
Three brothers were split between carers.
Two sisters aged 4 and 6 are waiting for adoption.
Two babies were born to care leavers.
One baby was placed under an interim order.
3 teenagers refused to be immunised.
Two of our older teenagers live alone.
Four out of five were from outside the county.
3 out of 54 children had no dentist.
Just one of our care leavers is at university.
One of them is now an apprentice.
We know of two who are homeless.
The two who were not in touch have been found.
There were three who said no.
Five have no fixed address.
The remaining four are awaiting a place.
All three are now in education.
All four children in the family were seen.
The three late ones came from one home.
Up to five children a month are not brought.
Fewer than five young people were in bed and breakfast.
Between two and four children are missing each week.
3-5 children are placed at a distance.
Two or three young people could not be reached.
At least one child was not registered with a GP.
Almost all were seen: the exceptions were two young men.
The rise is two more looked after children than last year.
Two disabled children wait for a home.
Two newly arrived Afghan boys have no school place.
Three Albanians were age assessed.
Two Sudanese young people moved on.
There was 1 NEET in Ashfield.
Two NEETs found work in March.
Two moved to Derby.
Two declined visits.
Three refused places at college.
Four left care in March.
Two turned 18 in the quarter.
Three became looked after in June.
One reoffended.
Two reoffenders account for most of the offences.
3 children's cases were closed.
One parent and child placement ended, with two children.
Two families account for the whole rise.
4 new entrants came from one address.
2 minors were held overnight.
Three year 11 pupils had no place in September.
Two Year 6s did not sit the test.
Five of the year's leavers went to university.
Two of the 12 had no PEP.
Half a dozen were late; two of those were siblings.
The only girl in the group was seen in May.
Late because of one young mother who moved.
Two service users complained.
Three individuals were not seen.
One LAC in year 9 was suspended.
２ children were seen late.
Two  young   people were late.
THREE CHILDREN WERE LATE.
two-thirds were on time and three kids were not
We are aware of 3 young people sofa surfing in Mansfield.
Four of the eight late PEPs were in one school.
There has been one serious incident involving a child in our care.
Two lads from Worksop were arrested together.
Only 4 have not been seen by a dentist this year.
Of the cohort of 58, all but two achieved this.
The increase was driven by a sibling group of five who came into care in May.
Three CLA in residential care account for nearly all the missing episodes.
A further two were immunised after the year end.
Two are now placed with their grandparents.
Unfortunately one was refused by the dentist.
One 17-year-old is in custody.
2 YP are in the secure estate.
The 5 late IHAs were due to placement moves.
Just one care leaver was in bed and breakfast.
We have 2 pregnant young women.
Not seen: 2 (both out of area).
Two LAC were permanently excluded and 3 were suspended.
Four unaccompanied minors arrived under the National Transfer Scheme.
1 child was adopted by their foster carers.
Three cases were out of timescale.
In the quarter one adoption breakdown took place.
The three not in education are being supported by the Virtual School.
Two with an EHCP have no school named.
There are only a couple of young people who are not in touch.
Two young men aged 19 are rough sleeping.
Five SGOs were made.
One girl was moved at short notice.
Three refused.
The remaining two will be seen in April.
Two non-mobile babies were seen at home.
We lost contact with three.
1/12 was not offered a place.
Two didn't want to be seen.
Her two brothers stayed with the same carer.
One further child became subject to a care order.
Both young people have since moved into supported accommodation.
Three Year 10s have been offered tuition.
One Ukrainian teenager arrived alone.
The number of NEET care leavers in Bassetlaw fell to 3.
Two missed sessions because of school.
The 2 in Newark have moved.
Two more than last year were placed with family.
Of the late: 3 DNA, 2 carer cancelled.
One was Gypsy Roma.
We had 1 UASC turn 18.
There was one death of a care leaver.
Three x LAC had no GP.
3no. children had no named social worker.
Two 'looked after' pupils were suspended.
One (aged 15) is missing.
Two (both aged 17) are missing.
Only one in Rushcliffe was late.
Three/four young people were turned away.
Four-year-old twins were adopted.
Two children's reviews were late.
Two children' reviews were late.
3 CYPs declined.
Two non-verbal children could not be asked.
Three out-of-county children had no dentist.
The number waiting rose from two to three.
Five were White British, four Black.
Late due to 2 sets of siblings.
Two pairs of brothers were split.
Two of our young people in Derby were missed.
One moved placement twice.
A group of three siblings was split.
Four are placed with parents.
Two pupils' attendance is below half.
Three had their first visit late.
One young person's transition plan was late.
Two late arrivals into care could not be seen.
Two teenage boys drive the figure.
One more is expected to be adopted in June.
It was two out of the five who declined.
Four adopted children returned to care.
Two Roma siblings.
We know two well.
Two: both have now been seen.
one child and one care leaver were not seen
Two in five homes were late.
Two closed cases.
Two homes' children were late.
Three young people voice concerns about food.
Three home from hospital.
Two care leavers work in the council.
Two moved homes.
Two switched schools.
Three fell behind schools' targets.
Four sadly left.
Two awaiting appointments.
Two stopped sessions early.
Two cancelled appointments.
In that group two were late.
At that stage three were late.
In this ward one was late.
Over three were late.
In March 3 children were missed.
2 may have moved.
Three on remand.
Two members of the Children in Care Council are in custody.
Two of our apprentices are care leavers.
Three new arrivals.
Late: Newark 2, Mansfield 1.
One turned down help.
Three are dads.
Two new mums had support.
Two Eritreans arrived.
Two newly-qualified care leavers started.
The last three were seen in May.
Each of the two was seen.
Two thirds of the three siblings
Three lacked visits.
Two skipped lessons.
Four sat exams.
Two passed courses.
Two ended placements early.
Two broke rules.
Two took overdoses.
Two self-harmed.
Two youngsters' plans are late.
Three (two boys, one girl).
Two got places.
Three secured jobs.
Two work in shops.
Two play football in teams.
Three enrolled on courses.
Four completed courses.
Five finished programmes.
Two resumed visits.
Two disliked clinics.
Four prefer homes in the north.
Two own pets and homes.
Two run clubs.
Two wrote letters.
Two brought complaints.
Two girls struggle with meetings.
Three get lifts to school.
Two hope to start courses.
Performance dipped because 4 carers' children were counted.
Four looked-after siblings live in two homes.
Two have dentists outside the county.
Three now attend a special school.
Only three under the age of 10 were late.
All bar one were seen.
Every child bar two was seen.
Except for one, all were on time.
Two short of everyone were seen.
The one child without a GP has moved.
Two (one in each quarter) were late.
Three late ones in Q2.
Four Year 11 students missed the target.
A trio of brothers came into care.
One pair of siblings was split.
Three out of the eleven had no visit.
5/6 care leavers were in touch.
Five-sixths... 1 was not.
Two parents withheld consent.
Two care leavers became parents.
Three quarters of the four children were seen.
Two long-term missing young people were found.
One boy, two girls.
The increase of three is due to one family.
Two LAC reviews were late.
It was due to a single case.
Just the one young person was missed.
"""

MUST_PASS = """
Two new children's homes opened.
Three student nurses joined the team.
Four drop-in sessions were held.
Seen more often in the last two years.
1 in 4 young people said that they felt lonely.
Year 5 pupils did well.
Key Stage 2 results are better.
Children aged 3 to 5 are seen by their health visitor.
In Q3 more children were seen.
This was the first of three workshops.
The last three quarters were better than the year before.
One in ten children in England has a social worker.
We opened one new home in Mansfield.
Two more social workers started in May.
Five foster carers were approved in the quarter.
Three foster families left.
It takes two weeks to book an appointment.
Assessments are due within 5 working days.
A new contract starts in 3 months.
There are now four dentists in Newark who see our children.
Two dental practices have opened their lists to looked after children.
The service moved from two offices to one.
Care leavers aged 18 to 21 are helped by three personal advisers.
Each personal adviser works two evenings a week.
One of our priorities is mental health.
One of the best results in the region.
We work as one team with the NHS.
A one-to-one offer was made to every young person.
The one-stop shop in Worksop opened in June.
This is one reason why fewer were seen.
Two reasons explain the fall: late requests and full clinics.
In one of the three districts there was no clinic.
In two of our seven districts there is no NHS dentist.
Three out of four clinics were closed in August.
Young people with three or more placements in a year are counted.
Children who moved three or more times are looked at each month.
Key Stage 4: grade 5 in English and maths.
Level 3 apprenticeships are offered by the council.
Tier 2 mental health support is offered in every school.
See item 9 (3) of the Panel's minutes.
Phase 2 of the building work ends in May.
Section 20 is used less.
Recommendation 4 was met.
Ambition 3 is led by health.
We met providers three times.
Visits take place every six weeks, and reviews twice a year.
The budget grew by £2 million.
It costs £4,500 a week.
Five bedrooms were added.
A four-bed home opened in Rushcliffe.
Three two-bedroom flats are ready for care leavers.
Two supported flats are let to care leavers.
The Children in Care Council met four times.
Two Children in Care Council meetings were held in Mansfield.
No Labels ran three events for children in care.
Two young people's panels met in spring.
The two-tier offer is the first in England.
The offer now covers council tax until the age of 25.
The 3-year contract was let in April.
Three-year-olds get free nursery hours.
16 and 17 year olds are seen less often.
Free childcare is for two year olds too.
2024-25 was a hard year for clinics.
From 1 April the new pathway applies.
In May 2025 the clinic moved.
Meetings are at 4pm on the first Monday.
Since 5 May the post has been filled.
We recruited 2.5 full-time posts.
Sickness affected three of the team.
Two IROs left in the summer.
The Virtual School has two new advisers and one educational psychologist.
Four designated teachers were trained.
One school changed its policy.
Three secondary schools took part.
Two colleges offer a taster day.
Two employers offered apprenticeships.
Three charities bid for the contract.
Four partners signed the pledge.
Both clinics are open on Saturdays.
Both homes are rated good.
Ofsted made two visits in the year.
Four measures improved, three are steady and two fell.
One measure cannot be judged yet.
The next report comes in two months.
We expect results in four to six weeks.
The wait fell from five weeks to three weeks.
Two thirds of homes are in the county.
Three quarters of schools have a lead.
Half of our districts have a hub.
A pair of portable chairs was bought for the clinic.
A couple of clinics closed in the winter.
A handful of providers left the market.
Two laptops were lent to each home.
The website has three new pages for care leavers.
One size does not fit all.
No one was turned away.
Everyone was seen at one point or another.
Day one support is offered.
A few young people waited longer.
Several children moved to be with their siblings.
Many siblings live together.
No child waited longer than the standard.
Most young people were seen twice.
Staffing of 2:1 is offered in some homes.
The 24/7 helpline is answered by nurses.
The team is made up of two managers, four nurses and a clerk.
Five-a-side football runs on Fridays.
Two summer schools and four sports days were held.
We ran two rounds of interviews for the role.
Two lines of work continue: prevention and edge of care.
Three tenders came back too dear.
Round 2 of the funding was won.
Standard 3 of the framework is met.
Two local authorities share the contract.
Nottinghamshire is one of five councils in the pilot.
It was one of two pilots in the East Midlands.
The pilot covers 3 of 7 districts.
Our region has four statistical neighbours.
Options 1 and 2 were costed.
Team 4 covers Gedling.
Year 2 of the strategy is under way.
Two children's homes were inspected and rated good.
The new contract was awarded to two providers.
We are recruiting four personal advisers.
Waiting times fell to six weeks, from nine.
Our aim is that every child is seen within 20 working days.
Three new foster carers joined us in the spring.
The Virtual School offers one-to-one tuition in English and maths.
Two community dental clinics reopened in Ashfield and Mansfield.
One in five young people in England has a likely mental health problem.
A new apprenticeship scheme started with five employers.
The first two years of the strategy were hard.
Nurses visit every home three times a year.
There were two changes to how this is counted.
Two of our partners have changed their systems.
One reason is that fewer clinics are open.
The offer was reviewed by a group of care leavers over four evenings.
It was delayed by three months.
Two new posts in the leaving care team were filled.
The fostering team ran five information events.
Only one of the seven districts has no clinic.
This is the third year in a row that it rose.
Part 2 of the plan begins in autumn.
Health visitors see children under 5.
Four in ten homes are run by the county.
We bought three houses in Gedling for care leavers.
Care leavers can get free gym passes in all seven districts and two leisure trusts.
The data are two quarters behind.
One new psychologist started in January.
Years 7 to 9 were offered mentoring.
Two training days for designated teachers were held.
Three of the four targets were met.
Young people designed two posters and a film.
A second home opened after one year of building.
Five GCSEs at grade 4 or above are needed for most courses.
The two councils share one panel.
The helpline takes calls 7 days a week.
We pay the council tax of care leavers in all two-tier areas.
Two social workers cover the north of the county.
Four of the five actions are done.
An extra £3.5m was agreed for two years.
Two NHS trusts now share one waiting list.
Three LAC nurses cover the whole county.
The LAC team has four vacancies.
One CAMHS clinician sits with the team two days a week.
Two care leaver hubs opened in Mansfield and Beeston.
Three apprenticeship places were offered by the council.
Training was given to three cohorts of foster carers.
One dentist retired and two practices merged.
Two bank holidays fell in the period.
We used two methods of counting.
The data team found three duplicate records.
Two schools in special measures have improved.
A two-bedroom house was bought.
Four colleges gave free bus passes.
Children wait no longer than two weeks.
There are two routes into the service.
Our two children's homes are full.
One home closed for repair for four weeks.
Three new kinship carers were trained.
It is one of only three such schemes in the country.
The pass covers two zones.
Two thirds of the team are new.
The first of five modules has been taught.
Two independent visitors were recruited.
Two clinics a month are held for children in care.
One clinic a week is kept for care leavers.
Funding ends in year 3.
Target: 2 contacts a week.
Two new paediatricians were appointed in Q2.
Three Big Conversations were held with young people.
The two hospitals use different forms.
Four Panel meetings were held.
Wave 2 of the survey opens in May.
Two drop-ins a week are run by the youth service.
In the past 5 years costs have doubled.
Version 3 of the form is used.
Two rooms were painted by young people.
Three of our homes now have a sensory room.
Two-thirds of our homes have a garden.
Those counted had 3 or more social workers in a year.
What will success look like in three years' time?
Every one of our children has a plan.
Two quarters of data are missing.
Four wards have no youth club.
One-third of places are in the south.
Three letters were sent to every carer.
The two services will merge in year two.
Two fewer clinics ran in August.
Five steps are planned for next year.
There were three reasons for the rise.
Two pieces of work are in hand.
We hold two open days a year.
Three bids came in for the new home.
Two experienced foster carers now mentor others.
It fell for two years and then rose for one year.
The two largest districts have the longest waits.
Four Independent Reviewing Officers were appointed.
Two additional Independent Reviewing Officers joined.
Two vans were bought for the outreach team.
One clinic was moved to a larger site.
The first phase covers three towns.
Two items were added to the health passport.
Two systems did not speak to each other.
One change in recording explains this.
Three questions were added to the survey.
Two partners sit on the board.
A further two homes are planned.
The panel heard from two care leaver champions.
Two sites were visited by the Panel.
Four extra hours a week were funded.
In one week in May there was no clinic.
Two strands of work have begun: housing and health.
"""

ONE_WORD_MORE = [
    ("Two posts are vacant and one is filled.", "Two posts are vacant and one post is filled."),
    ("Two homes are good and one outstanding.", "Two homes are good and one home outstanding."),
    ("Only two were cancelled.", "Only two meetings were cancelled."),
    ("Five bids came and one was accepted.", "Five bids came and one bid was accepted."),
    ("We opened 2 and closed 1.", "We opened 2 homes and closed 1 home."),
]


def lines(table: str) -> list[str]:
    return [line for line in table.splitlines() if line]


def problems(sentence: str, schemas: Schemas) -> list[str]:
    """What is answered to a commentary that says this."""
    text = io.StringIO(newline="")
    columns = ("indicator", "period", "commentary", "by", "date")
    rows = [columns, ("dental_checks", "2024-25", sentence, "Head of Service", "12/06/2025")]
    csv.writer(text).writerows(rows)
    file = CsvFile("said.csv", text.getvalue().encode())
    return [p.message for p in check(file, [NotesLayout(date(2026, 11, 22))], schemas).problems]


@pytest.mark.parametrize("sentence", lines(MUST_NOT_PASS))
def test_a_sentence_that_says_a_small_number_of_children_does_not_pass(
    sentence: str, schemas: Schemas
) -> None:
    assert any("from 1 to 5" in message for message in problems(sentence, schemas))


@pytest.mark.parametrize("sentence", lines(MUST_PASS))
def test_a_sentence_that_counts_something_else_passes(sentence: str, schemas: Schemas) -> None:
    assert problems(sentence, schemas) == []


@pytest.mark.parametrize(("sentence", "better"), ONE_WORD_MORE)
def test_one_that_may_say_so_is_answered_with_the_way_to_write_it(
    sentence: str, better: str, schemas: Schemas
) -> None:
    (message,) = problems(sentence, schemas)
    assert "it may be one of children" in message and "write right after it of what" in message
    assert problems(better, schemas) == []
