"""CSVs of commentary, actions and commitments, and of the figure that they speak of."""

COMMENTARY = b"""indicator,period,commentary,by,date
dental_checks,2024-25,"Two <b>new</b> clinics, & 469 of 637 children were seen.",A nurse,12/06/2025
dental_checks,2023-24,Appointments were hard to find.,A nurse,12/06/2024
dental_checks,2022-23,Surgeries opened again slowly.,A nurse,12/06/2023
"""
ACTIONS = b"""reference,about,action,asked,who,by_when,status,done,outcome
2026-03 (1),dental_checks,Tell the Panel why.,10/03/2026,Designated Nurse,09/06/2026,open,,
2026-03 (2),health,Bring a plan.,10/03/2026,Director,08/12/2099,open,,
2026-03 (3),eet,Ask employers.,10/03/2026,Chair,,done,01/09/2026,Several said yes.
2026-03 (4),strategy,Write to the Minister.,10/03/2026,Chair,,not known,,
"""
COMMITMENTS = b"""commitment,partner,status,progress,date
health-1,The NHS locally,under way,A first programme ran.,01/10/2026
health-2,The Virtual School,done,,01/09/2026
"""
FIGURES = b"indicator,period,numerator,denominator\ndental_checks,2024-25,469,637\n"
FILES = {"commentary.csv": COMMENTARY, "actions.csv": ACTIONS, "commitments.csv": COMMITMENTS}
