CREATE TABLE study_plans (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    name TEXT,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    rule_text TEXT,
    planned_sessions INTEGER,
    planned_sessions_floor BOOLEAN,
    planned_hours BIGINT,
    approver TEXT,
    approver_id INTEGER,
    submitted_on DATE,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_study_plans PRIMARY KEY (id),
    CONSTRAINT uq_study_plans_uuid UNIQUE (uuid),
    CONSTRAINT uq_study_plans_number UNIQUE (number),
    CONSTRAINT fk_study_plans_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_study_plans_approver_id FOREIGN KEY(approver_id) REFERENCES people (id),
    CONSTRAINT fk_study_plans_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_study_plans_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_study_plans_follow_up_on ON study_plans (follow_up_on)
;
CREATE INDEX ix_study_plans_place_id ON study_plans (place_id)
;
CREATE INDEX ix_study_plans_started_on_study_plans_id ON study_plans (started_on, id) WHERE voided_at IS NULL
;
CREATE TABLE study_plans__rules (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    cycle TEXT,
    weekday TEXT,
    times INTEGER,
    times_floor BOOLEAN,
    class_hours BIGINT,
    form TEXT,
    topic TEXT,
    started_on DATE,
    ended_on DATE,
    CONSTRAINT pk_study_plans__rules PRIMARY KEY (id),
    CONSTRAINT uq_study_plans__rules_uuid UNIQUE (uuid),
    CONSTRAINT fk_study_plans__rules_parent_id FOREIGN KEY(parent_id) REFERENCES study_plans (id)
)
;
CREATE INDEX ix_study_plans__rules_parent_id ON study_plans__rules (parent_id)
;
CREATE TABLE learning_sessions (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    held_on DATE,
    held_on_precision TEXT,
    ended_on DATE,
    start_at TEXT,
    end_at TEXT,
    session_no TEXT,
    form TEXT,
    topic TEXT,
    content TEXT,
    film_title TEXT,
    venue TEXT,
    host TEXT,
    host_id INTEGER,
    lecturer TEXT,
    lecturer_id INTEGER,
    lecturer_org TEXT,
    lecturer_org_id INTEGER,
    lecturer_rank TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    audience TEXT,
    class_hours BIGINT,
    expected INTEGER,
    expected_floor BOOLEAN,
    attended INTEGER,
    attended_floor BOOLEAN,
    on_leave INTEGER,
    on_leave_floor BOOLEAN,
    absent INTEGER,
    absent_floor BOOLEAN,
    essay_count INTEGER,
    essay_count_floor BOOLEAN,
    recorder TEXT,
    recorder_id INTEGER,
    evidence TEXT,
    is_summary BOOLEAN,
    report_org TEXT,
    report_org_id INTEGER,
    session_count INTEGER,
    session_count_floor BOOLEAN,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_learning_sessions PRIMARY KEY (id),
    CONSTRAINT uq_learning_sessions_uuid UNIQUE (uuid),
    CONSTRAINT uq_learning_sessions_number UNIQUE (number),
    CONSTRAINT fk_learning_sessions_host_id FOREIGN KEY(host_id) REFERENCES people (id),
    CONSTRAINT fk_learning_sessions_lecturer_id FOREIGN KEY(lecturer_id) REFERENCES people (id),
    CONSTRAINT fk_learning_sessions_lecturer_org_id FOREIGN KEY(lecturer_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_learning_sessions_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_learning_sessions_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id),
    CONSTRAINT fk_learning_sessions_report_org_id FOREIGN KEY(report_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_learning_sessions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_learning_sessions_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_learning_sessions_follow_up_on ON learning_sessions (follow_up_on)
;
CREATE INDEX ix_learning_sessions_held_on_learning_sessions_id ON learning_sessions (held_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_learning_sessions_place_id ON learning_sessions (place_id)
;
CREATE TABLE learning_sessions__attendance (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person TEXT,
    person_id INTEGER,
    organisation TEXT,
    organisation_id INTEGER,
    state TEXT,
    reason TEXT,
    makeup_on DATE,
    makeup_method TEXT,
    CONSTRAINT pk_learning_sessions__attendance PRIMARY KEY (id),
    CONSTRAINT uq_learning_sessions__attendance_uuid UNIQUE (uuid),
    CONSTRAINT fk_learning_sessions__attendance_parent_id FOREIGN KEY(parent_id) REFERENCES learning_sessions (id),
    CONSTRAINT fk_learning_sessions__attendance_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_learning_sessions__attendance_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_learning_sessions__attendance_parent_id ON learning_sessions__attendance (parent_id)
;
CREATE TABLE learning_sessions__speeches (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person TEXT,
    person_id INTEGER,
    title TEXT,
    text TEXT,
    CONSTRAINT pk_learning_sessions__speeches PRIMARY KEY (id),
    CONSTRAINT uq_learning_sessions__speeches_uuid UNIQUE (uuid),
    CONSTRAINT fk_learning_sessions__speeches_parent_id FOREIGN KEY(parent_id) REFERENCES learning_sessions (id),
    CONSTRAINT fk_learning_sessions__speeches_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)
;
CREATE INDEX ix_learning_sessions__speeches_parent_id ON learning_sessions__speeches (parent_id)
;
CREATE TABLE learning_sessions__materials (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    title TEXT,
    pages TEXT,
    CONSTRAINT pk_learning_sessions__materials PRIMARY KEY (id),
    CONSTRAINT uq_learning_sessions__materials_uuid UNIQUE (uuid),
    CONSTRAINT fk_learning_sessions__materials_parent_id FOREIGN KEY(parent_id) REFERENCES learning_sessions (id)
)
;
CREATE INDEX ix_learning_sessions__materials_parent_id ON learning_sessions__materials (parent_id)
;
CREATE TABLE study_outputs (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    submitted_on DATE,
    person TEXT,
    person_id INTEGER,
    organisation TEXT,
    organisation_id INTEGER,
    kind TEXT,
    title TEXT,
    word_count INTEGER,
    word_count_floor BOOLEAN,
    checker TEXT,
    checker_id INTEGER,
    checked_on DATE,
    grade TEXT,
    session_no TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_study_outputs PRIMARY KEY (id),
    CONSTRAINT uq_study_outputs_uuid UNIQUE (uuid),
    CONSTRAINT uq_study_outputs_number UNIQUE (number),
    CONSTRAINT fk_study_outputs_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_study_outputs_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_study_outputs_checker_id FOREIGN KEY(checker_id) REFERENCES people (id),
    CONSTRAINT fk_study_outputs_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_study_outputs_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_study_outputs_follow_up_on ON study_outputs (follow_up_on)
;
CREATE INDEX ix_study_outputs_person_id ON study_outputs (person_id)
;
CREATE INDEX ix_study_outputs_place_id ON study_outputs (place_id)
;
CREATE INDEX ix_study_outputs_submitted_on_study_outputs_id ON study_outputs (submitted_on, id) WHERE voided_at IS NULL
;
CREATE TABLE material_issues (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    issued_on DATE,
    item TEXT,
    kind TEXT,
    quantity INTEGER,
    quantity_floor BOOLEAN,
    counter_unit TEXT,
    recipient TEXT,
    recipient_id INTEGER,
    branch TEXT,
    branch_id INTEGER,
    sign_off TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_material_issues PRIMARY KEY (id),
    CONSTRAINT uq_material_issues_uuid UNIQUE (uuid),
    CONSTRAINT uq_material_issues_number UNIQUE (number),
    CONSTRAINT fk_material_issues_recipient_id FOREIGN KEY(recipient_id) REFERENCES people (id),
    CONSTRAINT fk_material_issues_branch_id FOREIGN KEY(branch_id) REFERENCES organisations (id),
    CONSTRAINT fk_material_issues_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_material_issues_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_material_issues_follow_up_on ON material_issues (follow_up_on)
;
CREATE INDEX ix_material_issues_issued_on_material_issues_id ON material_issues (issued_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_material_issues_place_id ON material_issues (place_id)
;
CREATE TABLE material_issues__receipts (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person TEXT,
    person_id INTEGER,
    quantity INTEGER,
    quantity_floor BOOLEAN,
    received_on DATE,
    is_signed BOOLEAN,
    CONSTRAINT pk_material_issues__receipts PRIMARY KEY (id),
    CONSTRAINT uq_material_issues__receipts_uuid UNIQUE (uuid),
    CONSTRAINT fk_material_issues__receipts_parent_id FOREIGN KEY(parent_id) REFERENCES material_issues (id),
    CONSTRAINT fk_material_issues__receipts_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)
;
CREATE INDEX ix_material_issues__receipts_parent_id ON material_issues__receipts (parent_id)
;
CREATE TABLE consultations (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    held_on DATE,
    held_on_precision TEXT,
    method TEXT,
    topic TEXT,
    venue TEXT,
    place TEXT,
    place_id INTEGER,
    host TEXT,
    host_id INTEGER,
    invited TEXT,
    participants_count INTEGER,
    participants_count_floor BOOLEAN,
    household_count INTEGER,
    household_count_floor BOOLEAN,
    opinion_count INTEGER,
    opinion_count_floor BOOLEAN,
    content TEXT,
    feedback_plan TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    recorder TEXT,
    recorder_id INTEGER,
    evidence TEXT,
    is_summary BOOLEAN,
    report_org TEXT,
    report_org_id INTEGER,
    round_count INTEGER,
    round_count_floor BOOLEAN,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_consultations PRIMARY KEY (id),
    CONSTRAINT uq_consultations_uuid UNIQUE (uuid),
    CONSTRAINT uq_consultations_number UNIQUE (number),
    CONSTRAINT fk_consultations_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_consultations_host_id FOREIGN KEY(host_id) REFERENCES people (id),
    CONSTRAINT fk_consultations_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_consultations_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id),
    CONSTRAINT fk_consultations_report_org_id FOREIGN KEY(report_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_consultations_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_consultations_follow_up_on ON consultations (follow_up_on)
;
CREATE INDEX ix_consultations_held_on_consultations_id ON consultations (held_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_consultations_place_id ON consultations (place_id)
;
CREATE TABLE consultations__participants (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT,
    occupation TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    speech TEXT,
    CONSTRAINT pk_consultations__participants PRIMARY KEY (id),
    CONSTRAINT uq_consultations__participants_uuid UNIQUE (uuid),
    CONSTRAINT fk_consultations__participants_parent_id FOREIGN KEY(parent_id) REFERENCES consultations (id),
    CONSTRAINT fk_consultations__participants_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_consultations__participants_parent_id ON consultations__participants (parent_id)
;
CREATE TABLE opinions (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    raised_on DATE,
    raised_on_precision TEXT,
    method TEXT,
    consultation TEXT,
    place TEXT,
    place_id INTEGER,
    speaker_kind TEXT,
    speaker TEXT,
    is_anonymous BOOLEAN,
    phone TEXT,
    household TEXT,
    household_id INTEGER,
    verbatim_text TEXT,
    consolidated_text TEXT,
    category TEXT,
    topic TEXT,
    is_prominent BOOLEAN,
    target TEXT,
    merged_into TEXT,
    handling_stage TEXT,
    filed_on DATE,
    reported_on DATE,
    assigned_on DATE,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    due_on DATE,
    due_on_rolled DATE,
    adoption TEXT,
    adoption_reason TEXT,
    result TEXT,
    finished_on DATE,
    feedback_on DATE,
    feedback_method TEXT,
    feedback_by TEXT,
    feedback_by_id INTEGER,
    satisfaction TEXT,
    rectification_no TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_opinions PRIMARY KEY (id),
    CONSTRAINT uq_opinions_uuid UNIQUE (uuid),
    CONSTRAINT uq_opinions_number UNIQUE (number),
    CONSTRAINT fk_opinions_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_opinions_household_id FOREIGN KEY(household_id) REFERENCES households (id),
    CONSTRAINT fk_opinions_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_opinions_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id),
    CONSTRAINT fk_opinions_feedback_by_id FOREIGN KEY(feedback_by_id) REFERENCES people (id),
    CONSTRAINT fk_opinions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_opinions_due_on ON opinions (due_on)
;
CREATE INDEX ix_opinions_follow_up_on ON opinions (follow_up_on)
;
CREATE INDEX ix_opinions_place_id ON opinions (place_id)
;
CREATE INDEX ix_opinions_raised_on_opinions_id ON opinions (raised_on, id) WHERE voided_at IS NULL
;
CREATE TABLE questionnaires (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    issued_on DATE,
    issued_on_precision TEXT,
    title TEXT,
    issued INTEGER,
    issued_floor BOOLEAN,
    returned INTEGER,
    returned_floor BOOLEAN,
    valid INTEGER,
    valid_floor BOOLEAN,
    return_rate BIGINT,
    valid_rate BIGINT,
    invalid_reason TEXT,
    audience TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    summary TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_questionnaires PRIMARY KEY (id),
    CONSTRAINT uq_questionnaires_uuid UNIQUE (uuid),
    CONSTRAINT uq_questionnaires_number UNIQUE (number),
    CONSTRAINT fk_questionnaires_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_questionnaires_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_questionnaires_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_questionnaires_follow_up_on ON questionnaires (follow_up_on)
;
CREATE INDEX ix_questionnaires_issued_on_questionnaires_id ON questionnaires (issued_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_questionnaires_place_id ON questionnaires (place_id)
;
CREATE TABLE questionnaires__respondents (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    respondent_kind TEXT,
    person_count INTEGER,
    person_count_floor BOOLEAN,
    CONSTRAINT pk_questionnaires__respondents PRIMARY KEY (id),
    CONSTRAINT uq_questionnaires__respondents_uuid UNIQUE (uuid),
    CONSTRAINT fk_questionnaires__respondents_parent_id FOREIGN KEY(parent_id) REFERENCES questionnaires (id)
)
;
CREATE INDEX ix_questionnaires__respondents_parent_id ON questionnaires__respondents (parent_id)
;
CREATE TABLE questionnaires__options (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    question_no INTEGER,
    question_no_floor BOOLEAN,
    question TEXT,
    question_kind TEXT,
    option TEXT,
    chosen INTEGER,
    chosen_floor BOOLEAN,
    answered INTEGER,
    answered_floor BOOLEAN,
    CONSTRAINT pk_questionnaires__options PRIMARY KEY (id),
    CONSTRAINT uq_questionnaires__options_uuid UNIQUE (uuid),
    CONSTRAINT fk_questionnaires__options_parent_id FOREIGN KEY(parent_id) REFERENCES questionnaires (id)
)
;
CREATE INDEX ix_questionnaires__options_parent_id ON questionnaires__options (parent_id)
;
CREATE TABLE questionnaires__open_answers (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT,
    CONSTRAINT pk_questionnaires__open_answers PRIMARY KEY (id),
    CONSTRAINT uq_questionnaires__open_answers_uuid UNIQUE (uuid),
    CONSTRAINT fk_questionnaires__open_answers_parent_id FOREIGN KEY(parent_id) REFERENCES questionnaires (id)
)
;
CREATE INDEX ix_questionnaires__open_answers_parent_id ON questionnaires__open_answers (parent_id)
;
CREATE TABLE appraisals (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    held_on DATE,
    name TEXT,
    subject TEXT,
    subject_kind TEXT,
    item TEXT,
    assessor_group TEXT,
    issued INTEGER,
    issued_floor BOOLEAN,
    returned INTEGER,
    returned_floor BOOLEAN,
    valid INTEGER,
    valid_floor BOOLEAN,
    invalid INTEGER,
    invalid_floor BOOLEAN,
    good INTEGER,
    good_floor BOOLEAN,
    fairly_good INTEGER,
    fairly_good_floor BOOLEAN,
    average INTEGER,
    average_floor BOOLEAN,
    poor INTEGER,
    poor_floor BOOLEAN,
    abstained INTEGER,
    abstained_floor BOOLEAN,
    good_rate BIGINT,
    good_or_fair_rate BIGINT,
    organisation TEXT,
    organisation_id INTEGER,
    grades TEXT,
    evidence TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_appraisals PRIMARY KEY (id),
    CONSTRAINT uq_appraisals_uuid UNIQUE (uuid),
    CONSTRAINT uq_appraisals_number UNIQUE (number),
    CONSTRAINT fk_appraisals_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_appraisals_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_appraisals_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_appraisals_follow_up_on ON appraisals (follow_up_on)
;
CREATE INDEX ix_appraisals_held_on_appraisals_id ON appraisals (held_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_appraisals_place_id ON appraisals (place_id)
;
CREATE TABLE appraisals__ballots (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item TEXT,
    assessor_group TEXT,
    issued INTEGER,
    issued_floor BOOLEAN,
    returned INTEGER,
    returned_floor BOOLEAN,
    valid INTEGER,
    valid_floor BOOLEAN,
    invalid INTEGER,
    invalid_floor BOOLEAN,
    good INTEGER,
    good_floor BOOLEAN,
    fairly_good INTEGER,
    fairly_good_floor BOOLEAN,
    average INTEGER,
    average_floor BOOLEAN,
    poor INTEGER,
    poor_floor BOOLEAN,
    abstained INTEGER,
    abstained_floor BOOLEAN,
    CONSTRAINT pk_appraisals__ballots PRIMARY KEY (id),
    CONSTRAINT uq_appraisals__ballots_uuid UNIQUE (uuid),
    CONSTRAINT fk_appraisals__ballots_parent_id FOREIGN KEY(parent_id) REFERENCES appraisals (id)
)
;
CREATE INDEX ix_appraisals__ballots_parent_id ON appraisals__ballots (parent_id)
;
CREATE TABLE research_reports (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    finished_on DATE,
    finished_on_precision TEXT,
    title TEXT,
    author TEXT,
    author_id INTEGER,
    author_title TEXT,
    research_places TEXT,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    is_handwritten BOOLEAN,
    word_count INTEGER,
    word_count_floor BOOLEAN,
    problem_count INTEGER,
    problem_count_floor BOOLEAN,
    suggestion_count INTEGER,
    suggestion_count_floor BOOLEAN,
    used_for TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_research_reports PRIMARY KEY (id),
    CONSTRAINT uq_research_reports_uuid UNIQUE (uuid),
    CONSTRAINT uq_research_reports_number UNIQUE (number),
    CONSTRAINT fk_research_reports_author_id FOREIGN KEY(author_id) REFERENCES people (id),
    CONSTRAINT fk_research_reports_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_research_reports_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_research_reports_finished_on_research_reports_id ON research_reports (finished_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_research_reports_follow_up_on ON research_reports (follow_up_on)
;
CREATE INDEX ix_research_reports_place_id ON research_reports (place_id)
;
CREATE TABLE petitions (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    received_on DATE,
    received_at TEXT,
    registered_on DATE,
    channel TEXT,
    petitioner_name TEXT,
    is_anonymous BOOLEAN,
    petitioner_kind TEXT,
    petitioner_sex TEXT,
    petitioner_age INTEGER,
    petitioner_age_floor BOOLEAN,
    petitioner_ethnicity TEXT,
    petitioner_id_number TEXT,
    petitioner_phone TEXT,
    address TEXT,
    place TEXT,
    place_id INTEGER,
    visitor_count INTEGER,
    visitor_count_floor BOOLEAN,
    representative_count INTEGER,
    representative_count_floor BOOLEAN,
    is_repeat BOOLEAN,
    is_first BOOLEAN,
    is_collective BOOLEAN,
    is_skip_level BOOLEAN,
    visit_level TEXT,
    duplicate_of TEXT,
    petition_category TEXT,
    category TEXT,
    summary TEXT,
    verbatim_text TEXT,
    claim TEXT,
    facts TEXT,
    event_place TEXT,
    event_place_id INTEGER,
    accused_org TEXT,
    accused_org_id INTEGER,
    has_new_facts BOOLEAN,
    is_urgent BOOLEAN,
    reported_to TEXT,
    reported_on DATE,
    reported_at TEXT,
    misconduct TEXT,
    receiver TEXT,
    receiver_id INTEGER,
    first_receiver TEXT,
    first_receiver_id INTEGER,
    case_owner_leader TEXT,
    case_owner_leader_id INTEGER,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    lead_org TEXT,
    lead_org_id INTEGER,
    co_orgs TEXT,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    recusal TEXT,
    route TEXT,
    received_from_upper_on DATE,
    upper_org TEXT,
    upper_org_id INTEGER,
    upper_document_no TEXT,
    forwarded_on DATE,
    forwarded_to TEXT,
    forwarded_to_id INTEGER,
    returned_to_upper_on DATE,
    return_reason TEXT,
    is_return_consented BOOLEAN,
    accepted_on DATE,
    declined_on DATE,
    declined_reason TEXT,
    notified_on DATE,
    notice_kind TEXT,
    is_on_the_spot BOOLEAN,
    notice_exempt_reason TEXT,
    statutory_route TEXT,
    rule_set TEXT,
    due_on DATE,
    due_on_rolled DATE,
    extended_on DATE,
    extension_days INTEGER,
    extension_days_floor BOOLEAN,
    extended_due_on DATE,
    extension_approver TEXT,
    extension_approver_id INTEGER,
    extension_reason TEXT,
    extension_notified_on DATE,
    is_paused BOOLEAN,
    progress_text TEXT,
    result TEXT,
    disposition TEXT,
    suggestion_adoption TEXT,
    mediation TEXT,
    aid_text TEXT,
    replied_on DATE,
    decision TEXT,
    reply_document_no TEXT,
    reply_served_on DATE,
    service_method TEXT,
    review_received_on DATE,
    review_replied_on DATE,
    review_served_on DATE,
    recheck_received_on DATE,
    recheck_replied_on DATE,
    recheck_served_on DATE,
    hearing_days INTEGER,
    hearing_days_floor BOOLEAN,
    is_final BOOLEAN,
    status TEXT,
    outcome TEXT,
    is_settled BOOLEAN,
    satisfaction TEXT,
    finished_on DATE,
    archived_on DATE,
    archive_code TEXT,
    reopened_on DATE,
    reopen_reason TEXT,
    official_system_no TEXT,
    entered_on DATE,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_petitions PRIMARY KEY (id),
    CONSTRAINT uq_petitions_uuid UNIQUE (uuid),
    CONSTRAINT uq_petitions_number UNIQUE (number),
    CONSTRAINT fk_petitions_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_petitions_event_place_id FOREIGN KEY(event_place_id) REFERENCES places (id),
    CONSTRAINT fk_petitions_accused_org_id FOREIGN KEY(accused_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_petitions_receiver_id FOREIGN KEY(receiver_id) REFERENCES people (id),
    CONSTRAINT fk_petitions_first_receiver_id FOREIGN KEY(first_receiver_id) REFERENCES people (id),
    CONSTRAINT fk_petitions_case_owner_leader_id FOREIGN KEY(case_owner_leader_id) REFERENCES people (id),
    CONSTRAINT fk_petitions_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_petitions_lead_org_id FOREIGN KEY(lead_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_petitions_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id),
    CONSTRAINT fk_petitions_upper_org_id FOREIGN KEY(upper_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_petitions_forwarded_to_id FOREIGN KEY(forwarded_to_id) REFERENCES organisations (id),
    CONSTRAINT fk_petitions_extension_approver_id FOREIGN KEY(extension_approver_id) REFERENCES people (id),
    CONSTRAINT fk_petitions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_petitions_due_on ON petitions (due_on)
;
CREATE INDEX ix_petitions_follow_up_on ON petitions (follow_up_on)
;
CREATE INDEX ix_petitions_place_id ON petitions (place_id)
;
CREATE INDEX ix_petitions_received_on_petitions_id ON petitions (received_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_petitions_status ON petitions (status)
;
CREATE TABLE petitions__petition_visits (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    visited_on DATE,
    visitor_count INTEGER,
    visitor_count_floor BOOLEAN,
    visit_level TEXT,
    visited_org TEXT,
    is_collective BOOLEAN,
    receiver TEXT,
    receiver_id INTEGER,
    text TEXT,
    CONSTRAINT pk_petitions__petition_visits PRIMARY KEY (id),
    CONSTRAINT uq_petitions__petition_visits_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__petition_visits_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__petition_visits_receiver_id FOREIGN KEY(receiver_id) REFERENCES people (id)
)
;
CREATE INDEX ix_petitions__petition_visits_parent_id ON petitions__petition_visits (parent_id)
;
CREATE TABLE petitions__visitors (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    visitor_name TEXT,
    is_representative BOOLEAN,
    phone TEXT,
    id_number TEXT,
    address TEXT,
    CONSTRAINT pk_petitions__visitors PRIMARY KEY (id),
    CONSTRAINT uq_petitions__visitors_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__visitors_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id)
)
;
CREATE INDEX ix_petitions__visitors_parent_id ON petitions__visitors (parent_id)
;
CREATE TABLE petitions__transfers (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    transferred_on DATE,
    destination TEXT,
    destination_id INTEGER,
    method TEXT,
    due_on DATE,
    receipt_state TEXT,
    received_on DATE,
    CONSTRAINT pk_petitions__transfers PRIMARY KEY (id),
    CONSTRAINT uq_petitions__transfers_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__transfers_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__transfers_destination_id FOREIGN KEY(destination_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_petitions__transfers_parent_id ON petitions__transfers (parent_id)
;
CREATE TABLE petitions__progress (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    progress_on DATE,
    text TEXT,
    percent BIGINT,
    recorder TEXT,
    recorder_id INTEGER,
    CONSTRAINT pk_petitions__progress PRIMARY KEY (id),
    CONSTRAINT uq_petitions__progress_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__progress_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__progress_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id)
)
;
CREATE INDEX ix_petitions__progress_parent_id ON petitions__progress (parent_id)
;
CREATE TABLE petitions__reviews (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    review_level TEXT,
    asked_on DATE,
    is_accepted BOOLEAN,
    claim TEXT,
    reasons TEXT,
    review_org TEXT,
    review_org_id INTEGER,
    lead_leader TEXT,
    lead_leader_id INTEGER,
    has_hearing BOOLEAN,
    due_on DATE,
    opinion TEXT,
    replied_on DATE,
    CONSTRAINT pk_petitions__reviews PRIMARY KEY (id),
    CONSTRAINT uq_petitions__reviews_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__reviews_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__reviews_review_org_id FOREIGN KEY(review_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_petitions__reviews_lead_leader_id FOREIGN KEY(lead_leader_id) REFERENCES people (id)
)
;
CREATE INDEX ix_petitions__reviews_parent_id ON petitions__reviews (parent_id)
;
CREATE TABLE petitions__supervision_orders (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    order_no TEXT,
    ordered_on DATE,
    order_method TEXT,
    participants TEXT,
    place_text TEXT,
    met_with TEXT,
    text TEXT,
    due_on DATE,
    answered_on DATE,
    CONSTRAINT pk_petitions__supervision_orders PRIMARY KEY (id),
    CONSTRAINT uq_petitions__supervision_orders_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__supervision_orders_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id)
)
;
CREATE INDEX ix_petitions__supervision_orders_parent_id ON petitions__supervision_orders (parent_id)
;
CREATE TABLE petitions__pauses (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    paused_on DATE,
    pause_reason TEXT,
    resumed_on DATE,
    approver TEXT,
    approver_id INTEGER,
    CONSTRAINT pk_petitions__pauses PRIMARY KEY (id),
    CONSTRAINT uq_petitions__pauses_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__pauses_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__pauses_approver_id FOREIGN KEY(approver_id) REFERENCES people (id)
)
;
CREATE INDEX ix_petitions__pauses_parent_id ON petitions__pauses (parent_id)
;
CREATE TABLE petitions__follow_ups (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    followed_on DATE,
    follower TEXT,
    follower_id INTEGER,
    text TEXT,
    CONSTRAINT pk_petitions__follow_ups PRIMARY KEY (id),
    CONSTRAINT uq_petitions__follow_ups_uuid UNIQUE (uuid),
    CONSTRAINT fk_petitions__follow_ups_parent_id FOREIGN KEY(parent_id) REFERENCES petitions (id),
    CONSTRAINT fk_petitions__follow_ups_follower_id FOREIGN KEY(follower_id) REFERENCES people (id)
)
;
CREATE INDEX ix_petitions__follow_ups_parent_id ON petitions__follow_ups (parent_id)
;
CREATE TABLE backlog_cases (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    listed_on DATE,
    listed_on_precision TEXT,
    name TEXT,
    petitioner TEXT,
    visitor_count INTEGER,
    visitor_count_floor BOOLEAN,
    category TEXT,
    first_petition_on DATE,
    first_petition_on_precision TEXT,
    facts TEXT,
    dispute TEXT,
    past_handling TEXT,
    cause TEXT,
    case_owner_leader TEXT,
    case_owner_leader_id INTEGER,
    leader_title TEXT,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    case_plan TEXT,
    stabilisation TEXT,
    stabilisation_person TEXT,
    stabilisation_person_id INTEGER,
    due_on DATE,
    due_on_rolled DATE,
    extension_text TEXT,
    progress_text TEXT,
    status TEXT,
    finished_on DATE,
    outcome_words TEXT,
    has_promise BOOLEAN,
    has_hearing BOOLEAN,
    aid_amount BIGINT,
    close_out_approver TEXT,
    close_out_approver_id INTEGER,
    close_out_on DATE,
    follow_up TEXT,
    place TEXT,
    place_id INTEGER,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_backlog_cases PRIMARY KEY (id),
    CONSTRAINT uq_backlog_cases_uuid UNIQUE (uuid),
    CONSTRAINT uq_backlog_cases_number UNIQUE (number),
    CONSTRAINT fk_backlog_cases_case_owner_leader_id FOREIGN KEY(case_owner_leader_id) REFERENCES people (id),
    CONSTRAINT fk_backlog_cases_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_backlog_cases_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id),
    CONSTRAINT fk_backlog_cases_stabilisation_person_id FOREIGN KEY(stabilisation_person_id) REFERENCES people (id),
    CONSTRAINT fk_backlog_cases_close_out_approver_id FOREIGN KEY(close_out_approver_id) REFERENCES people (id),
    CONSTRAINT fk_backlog_cases_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_backlog_cases_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_backlog_cases_due_on ON backlog_cases (due_on)
;
CREATE INDEX ix_backlog_cases_follow_up_on ON backlog_cases (follow_up_on)
;
CREATE INDEX ix_backlog_cases_listed_on_backlog_cases_id ON backlog_cases (listed_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_backlog_cases_place_id ON backlog_cases (place_id)
;
CREATE INDEX ix_backlog_cases_status ON backlog_cases (status)
;
CREATE TABLE backlog_cases__treatments (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    treated_on DATE,
    treated_on_precision TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    text TEXT,
    CONSTRAINT pk_backlog_cases__treatments PRIMARY KEY (id),
    CONSTRAINT uq_backlog_cases__treatments_uuid UNIQUE (uuid),
    CONSTRAINT fk_backlog_cases__treatments_parent_id FOREIGN KEY(parent_id) REFERENCES backlog_cases (id),
    CONSTRAINT fk_backlog_cases__treatments_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_backlog_cases__treatments_parent_id ON backlog_cases__treatments (parent_id)
;
CREATE TABLE backlog_cases__handovers (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    handed_on DATE,
    from_leader TEXT,
    from_leader_id INTEGER,
    to_leader TEXT,
    to_leader_id INTEGER,
    reason TEXT,
    CONSTRAINT pk_backlog_cases__handovers PRIMARY KEY (id),
    CONSTRAINT uq_backlog_cases__handovers_uuid UNIQUE (uuid),
    CONSTRAINT fk_backlog_cases__handovers_parent_id FOREIGN KEY(parent_id) REFERENCES backlog_cases (id),
    CONSTRAINT fk_backlog_cases__handovers_from_leader_id FOREIGN KEY(from_leader_id) REFERENCES people (id),
    CONSTRAINT fk_backlog_cases__handovers_to_leader_id FOREIGN KEY(to_leader_id) REFERENCES people (id)
)
;
CREATE INDEX ix_backlog_cases__handovers_parent_id ON backlog_cases__handovers (parent_id)
;
CREATE TABLE backlog_cases__progress (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    progress_on DATE,
    text TEXT,
    percent BIGINT,
    recorder TEXT,
    recorder_id INTEGER,
    CONSTRAINT pk_backlog_cases__progress PRIMARY KEY (id),
    CONSTRAINT uq_backlog_cases__progress_uuid UNIQUE (uuid),
    CONSTRAINT fk_backlog_cases__progress_parent_id FOREIGN KEY(parent_id) REFERENCES backlog_cases (id),
    CONSTRAINT fk_backlog_cases__progress_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id)
)
;
CREATE INDEX ix_backlog_cases__progress_parent_id ON backlog_cases__progress (parent_id)
;
CREATE TABLE backlog_cases__follow_ups (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    followed_on DATE,
    follower TEXT,
    follower_id INTEGER,
    text TEXT,
    CONSTRAINT pk_backlog_cases__follow_ups PRIMARY KEY (id),
    CONSTRAINT uq_backlog_cases__follow_ups_uuid UNIQUE (uuid),
    CONSTRAINT fk_backlog_cases__follow_ups_parent_id FOREIGN KEY(parent_id) REFERENCES backlog_cases (id),
    CONSTRAINT fk_backlog_cases__follow_ups_follower_id FOREIGN KEY(follower_id) REFERENCES people (id)
)
;
CREATE INDEX ix_backlog_cases__follow_ups_parent_id ON backlog_cases__follow_ups (parent_id)
;
CREATE TABLE reception_logs (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    held_on DATE,
    leader TEXT,
    leader_id INTEGER,
    visit_count INTEGER,
    visit_count_floor BOOLEAN,
    person_times INTEGER,
    person_times_floor BOOLEAN,
    visitors TEXT,
    text TEXT,
    reply TEXT,
    is_settled_on_spot BOOLEAN,
    forwarded_to TEXT,
    forwarded_to_id INTEGER,
    result TEXT,
    signature TEXT,
    petition_no TEXT,
    venue TEXT,
    recorder TEXT,
    recorder_id INTEGER,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_reception_logs PRIMARY KEY (id),
    CONSTRAINT uq_reception_logs_uuid UNIQUE (uuid),
    CONSTRAINT uq_reception_logs_number UNIQUE (number),
    CONSTRAINT fk_reception_logs_leader_id FOREIGN KEY(leader_id) REFERENCES people (id),
    CONSTRAINT fk_reception_logs_forwarded_to_id FOREIGN KEY(forwarded_to_id) REFERENCES organisations (id),
    CONSTRAINT fk_reception_logs_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id),
    CONSTRAINT fk_reception_logs_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_reception_logs_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_reception_logs_follow_up_on ON reception_logs (follow_up_on)
;
CREATE INDEX ix_reception_logs_held_on_reception_logs_id ON reception_logs (held_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_reception_logs_leader_id ON reception_logs (leader_id)
;
CREATE INDEX ix_reception_logs_place_id ON reception_logs (place_id)
;
CREATE TABLE duty_rota (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    duty_on DATE,
    kind TEXT,
    shift TEXT,
    leader TEXT,
    leader_id INTEGER,
    leader_title TEXT,
    staff TEXT,
    phone TEXT,
    reception_mode TEXT,
    venue TEXT,
    substitute TEXT,
    substitute_id INTEGER,
    substitute_reason TEXT,
    notice_on DATE,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_duty_rota PRIMARY KEY (id),
    CONSTRAINT uq_duty_rota_uuid UNIQUE (uuid),
    CONSTRAINT uq_duty_rota_number UNIQUE (number),
    CONSTRAINT fk_duty_rota_leader_id FOREIGN KEY(leader_id) REFERENCES people (id),
    CONSTRAINT fk_duty_rota_substitute_id FOREIGN KEY(substitute_id) REFERENCES people (id),
    CONSTRAINT fk_duty_rota_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_duty_rota_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_duty_rota_duty_on_duty_rota_id ON duty_rota (duty_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_duty_rota_follow_up_on ON duty_rota (follow_up_on)
;
CREATE INDEX ix_duty_rota_leader_id ON duty_rota (leader_id)
;
CREATE INDEX ix_duty_rota_place_id ON duty_rota (place_id)
;
CREATE TABLE zero_reports (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    reported_for DATE,
    sensitive_period TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    incident_count INTEGER,
    incident_count_floor BOOLEAN,
    person_times INTEGER,
    person_times_floor BOOLEAN,
    reporter TEXT,
    reporter_id INTEGER,
    reported_at TEXT,
    is_confirmed BOOLEAN,
    text TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_zero_reports PRIMARY KEY (id),
    CONSTRAINT uq_zero_reports_uuid UNIQUE (uuid),
    CONSTRAINT uq_zero_reports_number UNIQUE (number),
    CONSTRAINT fk_zero_reports_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_zero_reports_reporter_id FOREIGN KEY(reporter_id) REFERENCES people (id),
    CONSTRAINT fk_zero_reports_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_zero_reports_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_zero_reports_follow_up_on ON zero_reports (follow_up_on)
;
CREATE INDEX ix_zero_reports_organisation_id ON zero_reports (organisation_id)
;
CREATE INDEX ix_zero_reports_place_id ON zero_reports (place_id)
;
CREATE INDEX ix_zero_reports_reported_for_zero_reports_id ON zero_reports (reported_for, id) WHERE voided_at IS NULL
;
CREATE TABLE projects (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    listed_on DATE,
    listed_on_precision TEXT,
    name TEXT,
    kind TEXT,
    content TEXT,
    place TEXT,
    place_id INTEGER,
    lead_leader TEXT,
    lead_leader_id INTEGER,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    builder TEXT,
    supervisor TEXT,
    planned_amount BIGINT,
    funding_text TEXT,
    received_amount BIGINT,
    spent_amount BIGINT,
    started_on DATE,
    started_on_precision TEXT,
    planned_completed_on DATE,
    due_on_rolled DATE,
    completed_on DATE,
    stage TEXT,
    percent BIGINT,
    progress_text TEXT,
    blocker TEXT,
    is_coordinated BOOLEAN,
    status TEXT,
    benef_places INTEGER,
    benef_places_floor BOOLEAN,
    benef_households INTEGER,
    benef_households_floor BOOLEAN,
    benef_persons INTEGER,
    benef_persons_floor BOOLEAN,
    is_benefit_overlapping BOOLEAN,
    accepted_on DATE,
    acceptance_result TEXT,
    publicized_text TEXT,
    satisfaction TEXT,
    evidence TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_projects PRIMARY KEY (id),
    CONSTRAINT uq_projects_uuid UNIQUE (uuid),
    CONSTRAINT uq_projects_number UNIQUE (number),
    CONSTRAINT fk_projects_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_projects_lead_leader_id FOREIGN KEY(lead_leader_id) REFERENCES people (id),
    CONSTRAINT fk_projects_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_projects_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id),
    CONSTRAINT fk_projects_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_projects_follow_up_on ON projects (follow_up_on)
;
CREATE INDEX ix_projects_listed_on_projects_id ON projects (listed_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_projects_place_id ON projects (place_id)
;
CREATE INDEX ix_projects_status ON projects (status)
;
CREATE TABLE projects__sub_projects (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT,
    place TEXT,
    place_id INTEGER,
    content TEXT,
    stage TEXT,
    started_on DATE,
    started_on_precision TEXT,
    completed_on DATE,
    completed_on_precision TEXT,
    blocker TEXT,
    CONSTRAINT pk_projects__sub_projects PRIMARY KEY (id),
    CONSTRAINT uq_projects__sub_projects_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__sub_projects_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id),
    CONSTRAINT fk_projects__sub_projects_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_projects__sub_projects_parent_id ON projects__sub_projects (parent_id)
;
CREATE TABLE projects__places (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    place TEXT,
    place_id INTEGER,
    note TEXT,
    CONSTRAINT pk_projects__places PRIMARY KEY (id),
    CONSTRAINT uq_projects__places_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__places_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id),
    CONSTRAINT fk_projects__places_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_projects__places_parent_id ON projects__places (parent_id)
;
CREATE TABLE projects__quantities (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item TEXT,
    sub_project TEXT,
    place TEXT,
    place_id INTEGER,
    planned BIGINT,
    planned_unit TEXT,
    done BIGINT,
    done_unit TEXT,
    CONSTRAINT pk_projects__quantities PRIMARY KEY (id),
    CONSTRAINT uq_projects__quantities_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__quantities_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id),
    CONSTRAINT fk_projects__quantities_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_projects__quantities_parent_id ON projects__quantities (parent_id)
;
CREATE TABLE projects__fundings (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    source TEXT,
    purpose TEXT,
    planned BIGINT,
    received BIGINT,
    received_on DATE,
    spent BIGINT,
    rate BIGINT,
    unit_count INTEGER,
    unit_count_floor BOOLEAN,
    year_count INTEGER,
    year_count_floor BOOLEAN,
    CONSTRAINT pk_projects__fundings PRIMARY KEY (id),
    CONSTRAINT uq_projects__fundings_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__fundings_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id)
)
;
CREATE INDEX ix_projects__fundings_parent_id ON projects__fundings (parent_id)
;
CREATE TABLE projects__milestones (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    step TEXT,
    reached_on DATE,
    sub_project TEXT,
    text TEXT,
    CONSTRAINT pk_projects__milestones PRIMARY KEY (id),
    CONSTRAINT uq_projects__milestones_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__milestones_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id)
)
;
CREATE INDEX ix_projects__milestones_parent_id ON projects__milestones (parent_id)
;
CREATE TABLE projects__progress (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    progress_on DATE,
    text TEXT,
    percent BIGINT,
    recorder TEXT,
    recorder_id INTEGER,
    CONSTRAINT pk_projects__progress PRIMARY KEY (id),
    CONSTRAINT uq_projects__progress_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__progress_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id),
    CONSTRAINT fk_projects__progress_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id)
)
;
CREATE INDEX ix_projects__progress_parent_id ON projects__progress (parent_id)
;
CREATE TABLE projects__public_notices (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    notice_from DATE,
    notice_to DATE,
    notice_place TEXT,
    objections TEXT,
    CONSTRAINT pk_projects__public_notices PRIMARY KEY (id),
    CONSTRAINT uq_projects__public_notices_uuid UNIQUE (uuid),
    CONSTRAINT fk_projects__public_notices_parent_id FOREIGN KEY(parent_id) REFERENCES projects (id)
)
;
CREATE INDEX ix_projects__public_notices_parent_id ON projects__public_notices (parent_id)
;
CREATE TABLE debts (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    registered_on DATE,
    registered_on_precision TEXT,
    creditor TEXT,
    debtor_org TEXT,
    debtor_org_id INTEGER,
    reason TEXT,
    voucher_no TEXT,
    origin_on DATE,
    origin_on_precision TEXT,
    principal BIGINT,
    verified_by TEXT,
    verified_by_id INTEGER,
    repaid_on DATE,
    repaid_amount BIGINT,
    repaid_from TEXT,
    sign_off TEXT,
    balance BIGINT,
    phone TEXT,
    bank_account TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_debts PRIMARY KEY (id),
    CONSTRAINT uq_debts_uuid UNIQUE (uuid),
    CONSTRAINT uq_debts_number UNIQUE (number),
    CONSTRAINT fk_debts_debtor_org_id FOREIGN KEY(debtor_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_debts_verified_by_id FOREIGN KEY(verified_by_id) REFERENCES people (id),
    CONSTRAINT fk_debts_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_debts_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_debts_follow_up_on ON debts (follow_up_on)
;
CREATE INDEX ix_debts_place_id ON debts (place_id)
;
CREATE INDEX ix_debts_registered_on_debts_id ON debts (registered_on, id) WHERE voided_at IS NULL
;
CREATE TABLE welfare_cases (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    applied_on DATE,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    aid_kind TEXT,
    reason TEXT,
    surveyed_on DATE,
    survey_text TEXT,
    appraised_on DATE,
    appraisal_text TEXT,
    noticed_on DATE,
    notice_to DATE,
    notice_place TEXT,
    objections TEXT,
    approved_on DATE,
    approval TEXT,
    standard BIGINT,
    standard_unit TEXT,
    insured_count INTEGER,
    insured_count_floor BOOLEAN,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    end_reason TEXT,
    status TEXT,
    phone TEXT,
    id_number TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_welfare_cases PRIMARY KEY (id),
    CONSTRAINT uq_welfare_cases_uuid UNIQUE (uuid),
    CONSTRAINT uq_welfare_cases_number UNIQUE (number),
    CONSTRAINT fk_welfare_cases_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_welfare_cases_household_id FOREIGN KEY(household_id) REFERENCES households (id),
    CONSTRAINT fk_welfare_cases_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_welfare_cases_applied_on_welfare_cases_id ON welfare_cases (applied_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_welfare_cases_follow_up_on ON welfare_cases (follow_up_on)
;
CREATE INDEX ix_welfare_cases_household_id ON welfare_cases (household_id)
;
CREATE INDEX ix_welfare_cases_place_id ON welfare_cases (place_id)
;
CREATE INDEX ix_welfare_cases_status ON welfare_cases (status)
;
CREATE TABLE welfare_cases__adjustments (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    adjusted_on DATE,
    standard BIGINT,
    reason TEXT,
    CONSTRAINT pk_welfare_cases__adjustments PRIMARY KEY (id),
    CONSTRAINT uq_welfare_cases__adjustments_uuid UNIQUE (uuid),
    CONSTRAINT fk_welfare_cases__adjustments_parent_id FOREIGN KEY(parent_id) REFERENCES welfare_cases (id)
)
;
CREATE INDEX ix_welfare_cases__adjustments_parent_id ON welfare_cases__adjustments (parent_id)
;
CREATE TABLE household_links (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    cadre TEXT,
    cadre_id INTEGER,
    cadre_org TEXT,
    cadre_org_id INTEGER,
    cadre_title TEXT,
    cadre_phone TEXT,
    team TEXT,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    population INTEGER,
    population_floor BOOLEAN,
    household_phone TEXT,
    household_kind TEXT,
    started_on DATE,
    started_on_precision TEXT,
    first_met_on DATE,
    ended_on DATE,
    ended_on_precision TEXT,
    end_reason TEXT,
    visit_count INTEGER,
    visit_count_floor BOOLEAN,
    last_visited_on DATE,
    matter_count INTEGER,
    matter_count_floor BOOLEAN,
    progress_text TEXT,
    aid_text TEXT,
    aid_amount BIGINT,
    outcome_text TEXT,
    satisfaction TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_household_links PRIMARY KEY (id),
    CONSTRAINT uq_household_links_uuid UNIQUE (uuid),
    CONSTRAINT uq_household_links_number UNIQUE (number),
    CONSTRAINT fk_household_links_cadre_id FOREIGN KEY(cadre_id) REFERENCES people (id),
    CONSTRAINT fk_household_links_cadre_org_id FOREIGN KEY(cadre_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_household_links_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_household_links_household_id FOREIGN KEY(household_id) REFERENCES households (id),
    CONSTRAINT fk_household_links_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_household_links_follow_up_on ON household_links (follow_up_on)
;
CREATE INDEX ix_household_links_household_id ON household_links (household_id)
;
CREATE INDEX ix_household_links_place_id ON household_links (place_id)
;
CREATE INDEX ix_household_links_started_on_household_links_id ON household_links (started_on, id) WHERE voided_at IS NULL
;
CREATE TABLE household_links__outcomes (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    outcome_on DATE,
    outcome_on_precision TEXT,
    income_before BIGINT,
    income_after BIGINT,
    skills TEXT,
    movement TEXT,
    text TEXT,
    CONSTRAINT pk_household_links__outcomes PRIMARY KEY (id),
    CONSTRAINT uq_household_links__outcomes_uuid UNIQUE (uuid),
    CONSTRAINT fk_household_links__outcomes_parent_id FOREIGN KEY(parent_id) REFERENCES household_links (id)
)
;
CREATE INDEX ix_household_links__outcomes_parent_id ON household_links__outcomes (parent_id)
;
CREATE TABLE pair_links (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    first_party TEXT,
    first_party_id INTEGER,
    first_org TEXT,
    first_org_id INTEGER,
    second_party TEXT,
    second_party_id INTEGER,
    place TEXT,
    place_id INTEGER,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    end_reason TEXT,
    aid_text TEXT,
    effect TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_pair_links PRIMARY KEY (id),
    CONSTRAINT uq_pair_links_uuid UNIQUE (uuid),
    CONSTRAINT uq_pair_links_number UNIQUE (number),
    CONSTRAINT fk_pair_links_first_party_id FOREIGN KEY(first_party_id) REFERENCES people (id),
    CONSTRAINT fk_pair_links_first_org_id FOREIGN KEY(first_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_pair_links_second_party_id FOREIGN KEY(second_party_id) REFERENCES people (id),
    CONSTRAINT fk_pair_links_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_pair_links_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_pair_links_first_party_id ON pair_links (first_party_id)
;
CREATE INDEX ix_pair_links_follow_up_on ON pair_links (follow_up_on)
;
CREATE INDEX ix_pair_links_place_id ON pair_links (place_id)
;
CREATE INDEX ix_pair_links_started_on_pair_links_id ON pair_links (started_on, id) WHERE voided_at IS NULL
;
CREATE TABLE visits (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    visited_on DATE,
    visited_on_precision TEXT,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    interviewee_age INTEGER,
    interviewee_age_floor BOOLEAN,
    cadre TEXT,
    cadre_id INTEGER,
    companions TEXT,
    text TEXT,
    family_text TEXT,
    difficulty TEXT,
    handling TEXT,
    result TEXT,
    thoughts TEXT,
    next_step TEXT,
    person_times INTEGER,
    person_times_floor BOOLEAN,
    stay_days BIGINT,
    stay_nights INTEGER,
    stay_nights_floor BOOLEAN,
    recorder TEXT,
    recorder_id INTEGER,
    is_summary BOOLEAN,
    report_org TEXT,
    report_org_id INTEGER,
    household_times INTEGER,
    household_times_floor BOOLEAN,
    household_count INTEGER,
    household_count_floor BOOLEAN,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_visits PRIMARY KEY (id),
    CONSTRAINT uq_visits_uuid UNIQUE (uuid),
    CONSTRAINT uq_visits_number UNIQUE (number),
    CONSTRAINT fk_visits_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_visits_household_id FOREIGN KEY(household_id) REFERENCES households (id),
    CONSTRAINT fk_visits_cadre_id FOREIGN KEY(cadre_id) REFERENCES people (id),
    CONSTRAINT fk_visits_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id),
    CONSTRAINT fk_visits_report_org_id FOREIGN KEY(report_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_visits_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_visits_follow_up_on ON visits (follow_up_on)
;
CREATE INDEX ix_visits_place_id ON visits (place_id)
;
CREATE INDEX ix_visits_visited_on_visits_id ON visits (visited_on, id) WHERE voided_at IS NULL
;
CREATE TABLE visits__results (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    state TEXT,
    person_times INTEGER,
    person_times_floor BOOLEAN,
    note TEXT,
    CONSTRAINT pk_visits__results PRIMARY KEY (id),
    CONSTRAINT uq_visits__results_uuid UNIQUE (uuid),
    CONSTRAINT fk_visits__results_parent_id FOREIGN KEY(parent_id) REFERENCES visits (id),
    CONSTRAINT fk_visits__results_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_visits__results_household_id FOREIGN KEY(household_id) REFERENCES households (id)
)
;
CREATE INDEX ix_visits__results_parent_id ON visits__results (parent_id)
;
CREATE TABLE card_issues (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    issued_on DATE,
    issued_on_precision TEXT,
    place TEXT,
    place_id INTEGER,
    cadre TEXT,
    cadre_id INTEGER,
    cadre_org TEXT,
    cadre_org_id INTEGER,
    quantity INTEGER,
    quantity_floor BOOLEAN,
    household_count INTEGER,
    household_count_floor BOOLEAN,
    card_kind TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_card_issues PRIMARY KEY (id),
    CONSTRAINT uq_card_issues_uuid UNIQUE (uuid),
    CONSTRAINT uq_card_issues_number UNIQUE (number),
    CONSTRAINT fk_card_issues_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_card_issues_cadre_id FOREIGN KEY(cadre_id) REFERENCES people (id),
    CONSTRAINT fk_card_issues_cadre_org_id FOREIGN KEY(cadre_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_card_issues_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_card_issues_cadre_id ON card_issues (cadre_id)
;
CREATE INDEX ix_card_issues_follow_up_on ON card_issues (follow_up_on)
;
CREATE INDEX ix_card_issues_issued_on_card_issues_id ON card_issues (issued_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_card_issues_place_id ON card_issues (place_id)
;
CREATE TABLE contact_points (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    holder_kind TEXT,
    holder TEXT,
    holder_id INTEGER,
    holder_org TEXT,
    holder_org_id INTEGER,
    holder_rank TEXT,
    contact_point TEXT,
    contact_point_id INTEGER,
    kind TEXT,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    visit_count INTEGER,
    visit_count_floor BOOLEAN,
    text TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_contact_points PRIMARY KEY (id),
    CONSTRAINT uq_contact_points_uuid UNIQUE (uuid),
    CONSTRAINT uq_contact_points_number UNIQUE (number),
    CONSTRAINT fk_contact_points_holder_id FOREIGN KEY(holder_id) REFERENCES people (id),
    CONSTRAINT fk_contact_points_holder_org_id FOREIGN KEY(holder_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_contact_points_contact_point_id FOREIGN KEY(contact_point_id) REFERENCES places (id),
    CONSTRAINT fk_contact_points_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_contact_points_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_contact_points_contact_point_id ON contact_points (contact_point_id)
;
CREATE INDEX ix_contact_points_follow_up_on ON contact_points (follow_up_on)
;
CREATE INDEX ix_contact_points_place_id ON contact_points (place_id)
;
CREATE INDEX ix_contact_points_started_on_contact_points_id ON contact_points (started_on, id) WHERE voided_at IS NULL
;
CREATE TABLE demands (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    raised_on DATE,
    raised_on_precision TEXT,
    petitioner TEXT,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    phone TEXT,
    text TEXT,
    reasonableness TEXT,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    due_on DATE,
    due_on_rolled DATE,
    result TEXT,
    status TEXT,
    solved_on DATE,
    reply TEXT,
    replied_on DATE,
    satisfaction TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_demands PRIMARY KEY (id),
    CONSTRAINT uq_demands_uuid UNIQUE (uuid),
    CONSTRAINT uq_demands_number UNIQUE (number),
    CONSTRAINT fk_demands_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_demands_household_id FOREIGN KEY(household_id) REFERENCES households (id),
    CONSTRAINT fk_demands_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_demands_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id),
    CONSTRAINT fk_demands_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_demands_due_on ON demands (due_on)
;
CREATE INDEX ix_demands_follow_up_on ON demands (follow_up_on)
;
CREATE INDEX ix_demands_place_id ON demands (place_id)
;
CREATE INDEX ix_demands_raised_on_demands_id ON demands (raised_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_demands_status ON demands (status)
;
CREATE TABLE aid_records (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    aided_on DATE,
    aided_on_precision TEXT,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    giver TEXT,
    giver_id INTEGER,
    giver_org TEXT,
    giver_org_id INTEGER,
    amount BIGINT,
    goods TEXT,
    goods_value BIGINT,
    source TEXT,
    sign_off TEXT,
    service_hours BIGINT,
    text TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_aid_records PRIMARY KEY (id),
    CONSTRAINT uq_aid_records_uuid UNIQUE (uuid),
    CONSTRAINT uq_aid_records_number UNIQUE (number),
    CONSTRAINT fk_aid_records_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_aid_records_household_id FOREIGN KEY(household_id) REFERENCES households (id),
    CONSTRAINT fk_aid_records_giver_id FOREIGN KEY(giver_id) REFERENCES people (id),
    CONSTRAINT fk_aid_records_giver_org_id FOREIGN KEY(giver_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_aid_records_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_aid_records_aided_on_aid_records_id ON aid_records (aided_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_aid_records_follow_up_on ON aid_records (follow_up_on)
;
CREATE INDEX ix_aid_records_household_id ON aid_records (household_id)
;
CREATE INDEX ix_aid_records_place_id ON aid_records (place_id)
;
CREATE TABLE agency_services (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    received_on DATE,
    window TEXT,
    applicant TEXT,
    place TEXT,
    place_id INTEGER,
    item TEXT,
    papers TEXT,
    agent TEXT,
    agent_id INTEGER,
    due_on DATE,
    due_on_rolled DATE,
    finished_on DATE,
    status TEXT,
    rating TEXT,
    phone TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_agency_services PRIMARY KEY (id),
    CONSTRAINT uq_agency_services_uuid UNIQUE (uuid),
    CONSTRAINT uq_agency_services_number UNIQUE (number),
    CONSTRAINT fk_agency_services_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_agency_services_agent_id FOREIGN KEY(agent_id) REFERENCES people (id),
    CONSTRAINT fk_agency_services_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_agency_services_due_on ON agency_services (due_on)
;
CREATE INDEX ix_agency_services_follow_up_on ON agency_services (follow_up_on)
;
CREATE INDEX ix_agency_services_place_id ON agency_services (place_id)
;
CREATE INDEX ix_agency_services_received_on_agency_services_id ON agency_services (received_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_agency_services_status ON agency_services (status)
;
CREATE TABLE publicity (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    published_on DATE,
    published_on_precision TEXT,
    medium TEXT,
    title TEXT,
    issue_number TEXT,
    person_times INTEGER,
    person_times_floor BOOLEAN,
    copies INTEGER,
    copies_floor BOOLEAN,
    organisation TEXT,
    organisation_id INTEGER,
    text TEXT,
    author TEXT,
    author_id INTEGER,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_publicity PRIMARY KEY (id),
    CONSTRAINT uq_publicity_uuid UNIQUE (uuid),
    CONSTRAINT uq_publicity_number UNIQUE (number),
    CONSTRAINT fk_publicity_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_publicity_author_id FOREIGN KEY(author_id) REFERENCES people (id),
    CONSTRAINT fk_publicity_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_publicity_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_publicity_follow_up_on ON publicity (follow_up_on)
;
CREATE INDEX ix_publicity_place_id ON publicity (place_id)
;
CREATE INDEX ix_publicity_published_on_publicity_id ON publicity (published_on, id) WHERE voided_at IS NULL
;
CREATE TABLE commitments (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    promised_on DATE,
    promised_on_precision TEXT,
    promiser TEXT,
    promiser_id INTEGER,
    post TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    text TEXT,
    notice_from DATE,
    notice_to DATE,
    notice_place TEXT,
    objections TEXT,
    due_on DATE,
    due_on_rolled DATE,
    status TEXT,
    kept_on DATE,
    kept_text TEXT,
    assessor_count INTEGER,
    assessor_count_floor BOOLEAN,
    assessment TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_commitments PRIMARY KEY (id),
    CONSTRAINT uq_commitments_uuid UNIQUE (uuid),
    CONSTRAINT uq_commitments_number UNIQUE (number),
    CONSTRAINT fk_commitments_promiser_id FOREIGN KEY(promiser_id) REFERENCES people (id),
    CONSTRAINT fk_commitments_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_commitments_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_commitments_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_commitments_due_on ON commitments (due_on)
;
CREATE INDEX ix_commitments_follow_up_on ON commitments (follow_up_on)
;
CREATE INDEX ix_commitments_place_id ON commitments (place_id)
;
CREATE INDEX ix_commitments_promised_on_commitments_id ON commitments (promised_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_commitments_status ON commitments (status)
;
CREATE TABLE rectifications (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    registered_on DATE,
    registered_on_precision TEXT,
    source TEXT,
    description TEXT,
    verbatim_text TEXT,
    category TEXT,
    subject_kind TEXT,
    subject TEXT,
    scope TEXT,
    place TEXT,
    place_id INTEGER,
    target TEXT,
    measures_text TEXT,
    lead_leader TEXT,
    lead_leader_id INTEGER,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    co_orgs TEXT,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    due_kind TEXT,
    due_on DATE,
    due_on_rolled DATE,
    progress_text TEXT,
    assigned_on DATE,
    status TEXT,
    completed_on DATE,
    effect TEXT,
    satisfaction TEXT,
    evidence TEXT,
    applied_on DATE,
    applicant_org TEXT,
    applicant_org_id INTEGER,
    applicant TEXT,
    applicant_id INTEGER,
    applied_by TEXT,
    completion_text TEXT,
    checked_on DATE,
    checker TEXT,
    checker_id INTEGER,
    checked_by TEXT,
    check_opinion TEXT,
    signed_on DATE,
    signed_by TEXT,
    signed_by_id INTEGER,
    signed_post TEXT,
    signed_paper TEXT,
    notice_from DATE,
    notice_to DATE,
    notice_place TEXT,
    objections TEXT,
    rated_count INTEGER,
    rated_count_floor BOOLEAN,
    satisfied_count INTEGER,
    satisfied_count_floor BOOLEAN,
    basically_count INTEGER,
    basically_count_floor BOOLEAN,
    dissatisfied_count INTEGER,
    dissatisfied_count_floor BOOLEAN,
    closed_on DATE,
    close_out_no TEXT,
    close_out_approver TEXT,
    close_out_approver_id INTEGER,
    review_kind TEXT,
    reopened_on DATE,
    reopen_reason TEXT,
    settled_now_on DATE,
    is_paused BOOLEAN,
    is_historical BOOLEAN,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_rectifications PRIMARY KEY (id),
    CONSTRAINT uq_rectifications_uuid UNIQUE (uuid),
    CONSTRAINT uq_rectifications_number UNIQUE (number),
    CONSTRAINT fk_rectifications_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_rectifications_lead_leader_id FOREIGN KEY(lead_leader_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_rectifications_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications_applicant_org_id FOREIGN KEY(applicant_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_rectifications_applicant_id FOREIGN KEY(applicant_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications_checker_id FOREIGN KEY(checker_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications_signed_by_id FOREIGN KEY(signed_by_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications_close_out_approver_id FOREIGN KEY(close_out_approver_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_rectifications_due_on ON rectifications (due_on)
;
CREATE INDEX ix_rectifications_follow_up_on ON rectifications (follow_up_on)
;
CREATE INDEX ix_rectifications_place_id ON rectifications (place_id)
;
CREATE INDEX ix_rectifications_registered_on_rectifications_id ON rectifications (registered_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_rectifications_status ON rectifications (status)
;
CREATE TABLE rectifications__measures (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    due_on DATE,
    status TEXT,
    done_on DATE,
    CONSTRAINT pk_rectifications__measures PRIMARY KEY (id),
    CONSTRAINT uq_rectifications__measures_uuid UNIQUE (uuid),
    CONSTRAINT fk_rectifications__measures_parent_id FOREIGN KEY(parent_id) REFERENCES rectifications (id),
    CONSTRAINT fk_rectifications__measures_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id)
)
;
CREATE INDEX ix_rectifications__measures_parent_id ON rectifications__measures (parent_id)
;
CREATE TABLE rectifications__progress (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    progress_on DATE,
    text TEXT,
    percent BIGINT,
    recorder TEXT,
    recorder_id INTEGER,
    CONSTRAINT pk_rectifications__progress PRIMARY KEY (id),
    CONSTRAINT uq_rectifications__progress_uuid UNIQUE (uuid),
    CONSTRAINT fk_rectifications__progress_parent_id FOREIGN KEY(parent_id) REFERENCES rectifications (id),
    CONSTRAINT fk_rectifications__progress_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id)
)
;
CREATE INDEX ix_rectifications__progress_parent_id ON rectifications__progress (parent_id)
;
CREATE TABLE rectifications__close_out_rounds (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    round_no INTEGER,
    round_no_floor BOOLEAN,
    applied_on DATE,
    applicant_org TEXT,
    applicant_org_id INTEGER,
    applicant TEXT,
    applicant_id INTEGER,
    applied_by TEXT,
    completion_text TEXT,
    checked_on DATE,
    checker TEXT,
    checker_id INTEGER,
    checked_by TEXT,
    check_opinion TEXT,
    signed_on DATE,
    signed_by TEXT,
    signed_by_id INTEGER,
    signed_post TEXT,
    signed_paper TEXT,
    notice_from DATE,
    notice_to DATE,
    notice_place TEXT,
    objections TEXT,
    rated_count INTEGER,
    rated_count_floor BOOLEAN,
    satisfied_count INTEGER,
    satisfied_count_floor BOOLEAN,
    basically_count INTEGER,
    basically_count_floor BOOLEAN,
    dissatisfied_count INTEGER,
    dissatisfied_count_floor BOOLEAN,
    closed_on DATE,
    close_out_no TEXT,
    close_out_approver TEXT,
    close_out_approver_id INTEGER,
    review_kind TEXT,
    round_result TEXT,
    round_reason TEXT,
    round_ended_on DATE,
    CONSTRAINT pk_rectifications__close_out_rounds PRIMARY KEY (id),
    CONSTRAINT uq_rectifications__close_out_rounds_uuid UNIQUE (uuid),
    CONSTRAINT fk_rectifications__close_out_rounds_parent_id FOREIGN KEY(parent_id) REFERENCES rectifications (id),
    CONSTRAINT fk_rectifications__close_out_rounds_applicant_org_id FOREIGN KEY(applicant_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_rectifications__close_out_rounds_applicant_id FOREIGN KEY(applicant_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications__close_out_rounds_checker_id FOREIGN KEY(checker_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications__close_out_rounds_signed_by_id FOREIGN KEY(signed_by_id) REFERENCES people (id),
    CONSTRAINT fk_rectifications__close_out_rounds_close_out_approver_id FOREIGN KEY(close_out_approver_id) REFERENCES people (id)
)
;
CREATE INDEX ix_rectifications__close_out_rounds_parent_id ON rectifications__close_out_rounds (parent_id)
;
CREATE TABLE rectifications__pauses (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    paused_on DATE,
    pause_reason TEXT,
    resumed_on DATE,
    approver TEXT,
    approver_id INTEGER,
    CONSTRAINT pk_rectifications__pauses PRIMARY KEY (id),
    CONSTRAINT uq_rectifications__pauses_uuid UNIQUE (uuid),
    CONSTRAINT fk_rectifications__pauses_parent_id FOREIGN KEY(parent_id) REFERENCES rectifications (id),
    CONSTRAINT fk_rectifications__pauses_approver_id FOREIGN KEY(approver_id) REFERENCES people (id)
)
;
CREATE INDEX ix_rectifications__pauses_parent_id ON rectifications__pauses (parent_id)
;
CREATE TABLE special_actions (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    lead_leader TEXT,
    lead_leader_id INTEGER,
    lead_org TEXT,
    lead_org_id INTEGER,
    co_orgs TEXT,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    basis TEXT,
    tasks TEXT,
    related_text TEXT,
    progress_text TEXT,
    status TEXT,
    result_kind TEXT,
    result TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_special_actions PRIMARY KEY (id),
    CONSTRAINT uq_special_actions_uuid UNIQUE (uuid),
    CONSTRAINT uq_special_actions_number UNIQUE (number),
    CONSTRAINT fk_special_actions_lead_leader_id FOREIGN KEY(lead_leader_id) REFERENCES people (id),
    CONSTRAINT fk_special_actions_lead_org_id FOREIGN KEY(lead_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_special_actions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_special_actions_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_special_actions_follow_up_on ON special_actions (follow_up_on)
;
CREATE INDEX ix_special_actions_place_id ON special_actions (place_id)
;
CREATE INDEX ix_special_actions_started_on_special_actions_id ON special_actions (started_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_special_actions_status ON special_actions (status)
;
CREATE TABLE special_actions__progress (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    progress_on DATE,
    text TEXT,
    percent BIGINT,
    recorder TEXT,
    recorder_id INTEGER,
    CONSTRAINT pk_special_actions__progress PRIMARY KEY (id),
    CONSTRAINT uq_special_actions__progress_uuid UNIQUE (uuid),
    CONSTRAINT fk_special_actions__progress_parent_id FOREIGN KEY(parent_id) REFERENCES special_actions (id),
    CONSTRAINT fk_special_actions__progress_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id)
)
;
CREATE INDEX ix_special_actions__progress_parent_id ON special_actions__progress (parent_id)
;
CREATE TABLE institutions (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    kind TEXT,
    document_no TEXT,
    meeting TEXT,
    issued_on DATE,
    issued_on_precision TEXT,
    effective_on DATE,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    check_text TEXT,
    replaced_by TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_institutions PRIMARY KEY (id),
    CONSTRAINT uq_institutions_uuid UNIQUE (uuid),
    CONSTRAINT uq_institutions_number UNIQUE (number),
    CONSTRAINT fk_institutions_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_institutions_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_institutions_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_institutions_follow_up_on ON institutions (follow_up_on)
;
CREATE INDEX ix_institutions_issued_on_institutions_id ON institutions (issued_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_institutions_place_id ON institutions (place_id)
;
CREATE TABLE institutions__checks (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    checked_on DATE,
    checker TEXT,
    checker_id INTEGER,
    text TEXT,
    CONSTRAINT pk_institutions__checks PRIMARY KEY (id),
    CONSTRAINT uq_institutions__checks_uuid UNIQUE (uuid),
    CONSTRAINT fk_institutions__checks_parent_id FOREIGN KEY(parent_id) REFERENCES institutions (id),
    CONSTRAINT fk_institutions__checks_checker_id FOREIGN KEY(checker_id) REFERENCES people (id)
)
;
CREATE INDEX ix_institutions__checks_parent_id ON institutions__checks (parent_id)
;
CREATE TABLE inspections (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    inspected_on DATE,
    inspected_on_precision TEXT,
    team TEXT,
    target TEXT,
    method TEXT,
    checked_count INTEGER,
    checked_count_floor BOOLEAN,
    finding_text TEXT,
    finding_count INTEGER,
    finding_count_floor BOOLEAN,
    fixed_on_spot TEXT,
    rectification_no TEXT,
    follow_up TEXT,
    inspectors TEXT,
    sample_base TEXT,
    sample_size INTEGER,
    sample_size_floor BOOLEAN,
    sample_seed TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_inspections PRIMARY KEY (id),
    CONSTRAINT uq_inspections_uuid UNIQUE (uuid),
    CONSTRAINT uq_inspections_number UNIQUE (number),
    CONSTRAINT fk_inspections_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_inspections_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_inspections_follow_up_on ON inspections (follow_up_on)
;
CREATE INDEX ix_inspections_inspected_on_inspections_id ON inspections (inspected_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_inspections_place_id ON inspections (place_id)
;
CREATE TABLE inspections__findings (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    handling TEXT,
    rectification_no TEXT,
    revisited_on DATE,
    revisit_text TEXT,
    CONSTRAINT pk_inspections__findings PRIMARY KEY (id),
    CONSTRAINT uq_inspections__findings_uuid UNIQUE (uuid),
    CONSTRAINT fk_inspections__findings_parent_id FOREIGN KEY(parent_id) REFERENCES inspections (id),
    CONSTRAINT fk_inspections__findings_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_inspections__findings_parent_id ON inspections__findings (parent_id)
;
CREATE TABLE inspections__samples (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    record_no TEXT,
    text TEXT,
    visited_on DATE,
    visitor TEXT,
    visitor_id INTEGER,
    visit_text TEXT,
    result TEXT,
    CONSTRAINT pk_inspections__samples PRIMARY KEY (id),
    CONSTRAINT uq_inspections__samples_uuid UNIQUE (uuid),
    CONSTRAINT fk_inspections__samples_parent_id FOREIGN KEY(parent_id) REFERENCES inspections (id),
    CONSTRAINT fk_inspections__samples_visitor_id FOREIGN KEY(visitor_id) REFERENCES people (id)
)
;
CREATE INDEX ix_inspections__samples_parent_id ON inspections__samples (parent_id)
;
CREATE TABLE checklists (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    standard TEXT,
    place TEXT,
    place_id INTEGER,
    subject TEXT,
    item TEXT,
    result TEXT,
    evidence TEXT,
    checker TEXT,
    checker_id INTEGER,
    checked_on DATE,
    checked_on_precision TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_checklists PRIMARY KEY (id),
    CONSTRAINT uq_checklists_uuid UNIQUE (uuid),
    CONSTRAINT uq_checklists_number UNIQUE (number),
    CONSTRAINT fk_checklists_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_checklists_checker_id FOREIGN KEY(checker_id) REFERENCES people (id),
    CONSTRAINT fk_checklists_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_checklists_checked_on_checklists_id ON checklists (checked_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_checklists_follow_up_on ON checklists (follow_up_on)
;
CREATE INDEX ix_checklists_place_id ON checklists (place_id)
;
CREATE TABLE self_examinations (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    kind TEXT,
    held_on DATE,
    held_on_precision TEXT,
    person TEXT,
    person_id INTEGER,
    counterpart TEXT,
    counterpart_id INTEGER,
    organisation TEXT,
    organisation_id INTEGER,
    host TEXT,
    host_id INTEGER,
    venue TEXT,
    draft_no INTEGER,
    draft_no_floor BOOLEAN,
    review_opinion TEXT,
    result TEXT,
    criticism_text TEXT,
    criticism_count INTEGER,
    criticism_count_floor BOOLEAN,
    text TEXT,
    rectification_no TEXT,
    appraisal_no TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_self_examinations PRIMARY KEY (id),
    CONSTRAINT uq_self_examinations_uuid UNIQUE (uuid),
    CONSTRAINT uq_self_examinations_number UNIQUE (number),
    CONSTRAINT fk_self_examinations_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_self_examinations_counterpart_id FOREIGN KEY(counterpart_id) REFERENCES people (id),
    CONSTRAINT fk_self_examinations_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_self_examinations_host_id FOREIGN KEY(host_id) REFERENCES people (id),
    CONSTRAINT fk_self_examinations_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_self_examinations_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_self_examinations_follow_up_on ON self_examinations (follow_up_on)
;
CREATE INDEX ix_self_examinations_held_on_self_examinations_id ON self_examinations (held_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_self_examinations_person_id ON self_examinations (person_id)
;
CREATE INDEX ix_self_examinations_place_id ON self_examinations (place_id)
;
CREATE TABLE self_examinations__drafts (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    draft_no INTEGER,
    draft_no_floor BOOLEAN,
    submitted_on DATE,
    reviewer TEXT,
    reviewer_id INTEGER,
    opinion TEXT,
    result TEXT,
    reviewed_on DATE,
    CONSTRAINT pk_self_examinations__drafts PRIMARY KEY (id),
    CONSTRAINT uq_self_examinations__drafts_uuid UNIQUE (uuid),
    CONSTRAINT fk_self_examinations__drafts_parent_id FOREIGN KEY(parent_id) REFERENCES self_examinations (id),
    CONSTRAINT fk_self_examinations__drafts_reviewer_id FOREIGN KEY(reviewer_id) REFERENCES people (id)
)
;
CREATE INDEX ix_self_examinations__drafts_parent_id ON self_examinations__drafts (parent_id)
;
CREATE TABLE self_examinations__criticisms (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    critic TEXT,
    critic_id INTEGER,
    criticised TEXT,
    criticised_id INTEGER,
    is_self BOOLEAN,
    text TEXT,
    attitude TEXT,
    rectification_no TEXT,
    CONSTRAINT pk_self_examinations__criticisms PRIMARY KEY (id),
    CONSTRAINT uq_self_examinations__criticisms_uuid UNIQUE (uuid),
    CONSTRAINT fk_self_examinations__criticisms_parent_id FOREIGN KEY(parent_id) REFERENCES self_examinations (id),
    CONSTRAINT fk_self_examinations__criticisms_critic_id FOREIGN KEY(critic_id) REFERENCES people (id),
    CONSTRAINT fk_self_examinations__criticisms_criticised_id FOREIGN KEY(criticised_id) REFERENCES people (id)
)
;
CREATE INDEX ix_self_examinations__criticisms_parent_id ON self_examinations__criticisms (parent_id)
;
CREATE TABLE teams (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    kind TEXT,
    document_no TEXT,
    founded_on DATE,
    founded_on_precision TEXT,
    leader TEXT,
    leader_id INTEGER,
    deputies TEXT,
    member_text TEXT,
    member_count INTEGER,
    member_count_floor BOOLEAN,
    charge_org TEXT,
    charge_org_id INTEGER,
    charge_text TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_teams PRIMARY KEY (id),
    CONSTRAINT uq_teams_uuid UNIQUE (uuid),
    CONSTRAINT uq_teams_number UNIQUE (number),
    CONSTRAINT fk_teams_leader_id FOREIGN KEY(leader_id) REFERENCES people (id),
    CONSTRAINT fk_teams_charge_org_id FOREIGN KEY(charge_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_teams_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_teams_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_teams_follow_up_on ON teams (follow_up_on)
;
CREATE INDEX ix_teams_founded_on_teams_id ON teams (founded_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_teams_place_id ON teams (place_id)
;
CREATE TABLE teams__members (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    person TEXT,
    person_id INTEGER,
    role TEXT,
    member_kind TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    phone TEXT,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    CONSTRAINT pk_teams__members PRIMARY KEY (id),
    CONSTRAINT uq_teams__members_uuid UNIQUE (uuid),
    CONSTRAINT fk_teams__members_parent_id FOREIGN KEY(parent_id) REFERENCES teams (id),
    CONSTRAINT fk_teams__members_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_teams__members_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_teams__members_parent_id ON teams__members (parent_id)
;
CREATE TABLE teams__reports (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reported_on DATE,
    person TEXT,
    person_id INTEGER,
    text TEXT,
    handling TEXT,
    CONSTRAINT pk_teams__reports PRIMARY KEY (id),
    CONSTRAINT uq_teams__reports_uuid UNIQUE (uuid),
    CONSTRAINT fk_teams__reports_parent_id FOREIGN KEY(parent_id) REFERENCES teams (id),
    CONSTRAINT fk_teams__reports_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)
;
CREATE INDEX ix_teams__reports_parent_id ON teams__reports (parent_id)
;
CREATE TABLE documents (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    dealt_on DATE,
    dealt_on_precision TEXT,
    direction TEXT,
    kind TEXT,
    document_no TEXT,
    issue_number TEXT,
    counterpart_org TEXT,
    counterpart_org_id INTEGER,
    title TEXT,
    secrecy TEXT,
    copies INTEGER,
    copies_floor BOOLEAN,
    proposal TEXT,
    instruction TEXT,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    due_on DATE,
    due_on_rolled DATE,
    status TEXT,
    finished_on DATE,
    archive_no TEXT,
    retention TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_documents PRIMARY KEY (id),
    CONSTRAINT uq_documents_uuid UNIQUE (uuid),
    CONSTRAINT uq_documents_number UNIQUE (number),
    CONSTRAINT fk_documents_counterpart_org_id FOREIGN KEY(counterpart_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_documents_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_documents_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_documents_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_documents_dealt_on_documents_id ON documents (dealt_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_documents_due_on ON documents (due_on)
;
CREATE INDEX ix_documents_follow_up_on ON documents (follow_up_on)
;
CREATE INDEX ix_documents_place_id ON documents (place_id)
;
CREATE INDEX ix_documents_status ON documents (status)
;
CREATE TABLE meetings (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    held_on DATE,
    held_on_precision TEXT,
    start_at TEXT,
    kind TEXT,
    venue TEXT,
    host TEXT,
    host_id INTEGER,
    expected INTEGER,
    expected_floor BOOLEAN,
    attended INTEGER,
    attended_floor BOOLEAN,
    on_leave INTEGER,
    on_leave_floor BOOLEAN,
    topic TEXT,
    resolution_text TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    recorder TEXT,
    recorder_id INTEGER,
    audience TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_meetings PRIMARY KEY (id),
    CONSTRAINT uq_meetings_uuid UNIQUE (uuid),
    CONSTRAINT uq_meetings_number UNIQUE (number),
    CONSTRAINT fk_meetings_host_id FOREIGN KEY(host_id) REFERENCES people (id),
    CONSTRAINT fk_meetings_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_meetings_recorder_id FOREIGN KEY(recorder_id) REFERENCES people (id),
    CONSTRAINT fk_meetings_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_meetings_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_meetings_follow_up_on ON meetings (follow_up_on)
;
CREATE INDEX ix_meetings_held_on_meetings_id ON meetings (held_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_meetings_place_id ON meetings (place_id)
;
CREATE TABLE meetings__agenda (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    topic TEXT,
    reporter TEXT,
    reporter_id INTEGER,
    discussion TEXT,
    CONSTRAINT pk_meetings__agenda PRIMARY KEY (id),
    CONSTRAINT uq_meetings__agenda_uuid UNIQUE (uuid),
    CONSTRAINT fk_meetings__agenda_parent_id FOREIGN KEY(parent_id) REFERENCES meetings (id),
    CONSTRAINT fk_meetings__agenda_reporter_id FOREIGN KEY(reporter_id) REFERENCES people (id)
)
;
CREATE INDEX ix_meetings__agenda_parent_id ON meetings__agenda (parent_id)
;
CREATE TABLE meetings__resolutions (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT,
    responsible_person TEXT,
    responsible_person_id INTEGER,
    due_on DATE,
    done_on DATE,
    CONSTRAINT pk_meetings__resolutions PRIMARY KEY (id),
    CONSTRAINT uq_meetings__resolutions_uuid UNIQUE (uuid),
    CONSTRAINT fk_meetings__resolutions_parent_id FOREIGN KEY(parent_id) REFERENCES meetings (id),
    CONSTRAINT fk_meetings__resolutions_responsible_person_id FOREIGN KEY(responsible_person_id) REFERENCES people (id)
)
;
CREATE INDEX ix_meetings__resolutions_parent_id ON meetings__resolutions (parent_id)
;
CREATE TABLE unit_reports (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    indicator TEXT,
    as_of DATE,
    value INTEGER,
    value_floor BOOLEAN,
    counter_unit TEXT,
    is_floor BOOLEAN,
    reporter TEXT,
    reporter_id INTEGER,
    registrar TEXT,
    registrar_id INTEGER,
    report_method TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_unit_reports PRIMARY KEY (id),
    CONSTRAINT uq_unit_reports_uuid UNIQUE (uuid),
    CONSTRAINT uq_unit_reports_number UNIQUE (number),
    CONSTRAINT fk_unit_reports_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_unit_reports_reporter_id FOREIGN KEY(reporter_id) REFERENCES people (id),
    CONSTRAINT fk_unit_reports_registrar_id FOREIGN KEY(registrar_id) REFERENCES people (id),
    CONSTRAINT fk_unit_reports_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_unit_reports_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_unit_reports_as_of_unit_reports_id ON unit_reports (as_of, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_unit_reports_follow_up_on ON unit_reports (follow_up_on)
;
CREATE INDEX ix_unit_reports_place_id ON unit_reports (place_id)
;
CREATE TABLE places (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    kind TEXT,
    parent TEXT,
    parent_id INTEGER,
    full_name TEXT,
    group_count INTEGER,
    group_count_floor BOOLEAN,
    household_count INTEGER,
    household_count_floor BOOLEAN,
    population INTEGER,
    population_floor BOOLEAN,
    leader TEXT,
    leader_id INTEGER,
    phone TEXT,
    branch TEXT,
    branch_id INTEGER,
    is_education_base BOOLEAN,
    is_service_hall BOOLEAN,
    ended_on DATE,
    remark TEXT,
    CONSTRAINT pk_places PRIMARY KEY (id),
    CONSTRAINT uq_places_uuid UNIQUE (uuid),
    CONSTRAINT uq_places_number UNIQUE (number),
    CONSTRAINT fk_places_parent_id FOREIGN KEY(parent_id) REFERENCES places (id),
    CONSTRAINT fk_places_leader_id FOREIGN KEY(leader_id) REFERENCES people (id),
    CONSTRAINT fk_places_branch_id FOREIGN KEY(branch_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_places_number_places_id ON places (number, id) WHERE voided_at IS NULL
;
CREATE TABLE places__aliases (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    alias TEXT,
    alias_kind TEXT,
    until_on DATE,
    until_on_precision TEXT,
    CONSTRAINT pk_places__aliases PRIMARY KEY (id),
    CONSTRAINT uq_places__aliases_uuid UNIQUE (uuid),
    CONSTRAINT fk_places__aliases_parent_id FOREIGN KEY(parent_id) REFERENCES places (id)
)
;
CREATE INDEX ix_places__aliases_parent_id ON places__aliases (parent_id)
;
CREATE TABLE households (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    place TEXT,
    place_id INTEGER,
    household_no TEXT,
    head_name TEXT,
    kind TEXT,
    population INTEGER,
    population_floor BOOLEAN,
    labour_count INTEGER,
    labour_count_floor BOOLEAN,
    address TEXT,
    phone TEXT,
    id_number TEXT,
    bank_account TEXT,
    ended_on DATE,
    remark TEXT,
    CONSTRAINT pk_households PRIMARY KEY (id),
    CONSTRAINT uq_households_uuid UNIQUE (uuid),
    CONSTRAINT uq_households_number UNIQUE (number),
    CONSTRAINT fk_households_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_households_number_households_id ON households (number, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_households_place_id ON households (place_id)
;
CREATE TABLE households__members (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT,
    relation TEXT,
    sex TEXT,
    born_on DATE,
    born_on_precision TEXT,
    id_number TEXT,
    health TEXT,
    is_party_member BOOLEAN,
    CONSTRAINT pk_households__members PRIMARY KEY (id),
    CONSTRAINT uq_households__members_uuid UNIQUE (uuid),
    CONSTRAINT fk_households__members_parent_id FOREIGN KEY(parent_id) REFERENCES households (id)
)
;
CREATE INDEX ix_households__members_parent_id ON households__members (parent_id)
;
CREATE TABLE people (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    sex TEXT,
    kind TEXT,
    organisation TEXT,
    organisation_id INTEGER,
    title TEXT,
    rank TEXT,
    branch TEXT,
    branch_id INTEGER,
    is_party_member BOOLEAN,
    is_on_roster BOOLEAN,
    place TEXT,
    place_id INTEGER,
    household TEXT,
    household_id INTEGER,
    born_on DATE,
    born_on_precision TEXT,
    phone TEXT,
    id_number TEXT,
    address TEXT,
    joined_party_on DATE,
    joined_party_on_precision TEXT,
    left_on DATE,
    remark TEXT,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT uq_people_uuid UNIQUE (uuid),
    CONSTRAINT uq_people_number UNIQUE (number),
    CONSTRAINT fk_people_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_people_branch_id FOREIGN KEY(branch_id) REFERENCES organisations (id),
    CONSTRAINT fk_people_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_people_household_id FOREIGN KEY(household_id) REFERENCES households (id)
)
;
CREATE INDEX ix_people_number_people_id ON people (number, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_people_place_id ON people (place_id)
;
CREATE TABLE posts (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    person TEXT,
    person_id INTEGER,
    organisation TEXT,
    organisation_id INTEGER,
    title TEXT,
    rank TEXT,
    started_on DATE,
    started_on_precision TEXT,
    ended_on DATE,
    ended_on_precision TEXT,
    is_committee_member BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_posts PRIMARY KEY (id),
    CONSTRAINT uq_posts_uuid UNIQUE (uuid),
    CONSTRAINT uq_posts_number UNIQUE (number),
    CONSTRAINT fk_posts_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_posts_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_posts_number_posts_id ON posts (number, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_posts_person_id ON posts (person_id)
;
CREATE TABLE organisations (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    short_name TEXT,
    kind TEXT,
    parent TEXT,
    parent_id INTEGER,
    place TEXT,
    place_id INTEGER,
    leader TEXT,
    leader_id INTEGER,
    is_reporting BOOLEAN,
    phone TEXT,
    ended_on DATE,
    remark TEXT,
    CONSTRAINT pk_organisations PRIMARY KEY (id),
    CONSTRAINT uq_organisations_uuid UNIQUE (uuid),
    CONSTRAINT uq_organisations_number UNIQUE (number),
    CONSTRAINT fk_organisations_parent_id FOREIGN KEY(parent_id) REFERENCES organisations (id),
    CONSTRAINT fk_organisations_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_organisations_leader_id FOREIGN KEY(leader_id) REFERENCES people (id)
)
;
CREATE INDEX ix_organisations_number_organisations_id ON organisations (number, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_organisations_place_id ON organisations (place_id)
;
CREATE TABLE organisations__aliases (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    alias TEXT,
    until_on DATE,
    until_on_precision TEXT,
    CONSTRAINT pk_organisations__aliases PRIMARY KEY (id),
    CONSTRAINT uq_organisations__aliases_uuid UNIQUE (uuid),
    CONSTRAINT fk_organisations__aliases_parent_id FOREIGN KEY(parent_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_organisations__aliases_parent_id ON organisations__aliases (parent_id)
;
CREATE TABLE campaigns (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    short_name TEXT,
    preset TEXT,
    started_on DATE,
    ended_on DATE,
    parent TEXT,
    parent_id INTEGER,
    batch TEXT,
    slogan TEXT,
    basis TEXT,
    lead_leader TEXT,
    lead_leader_id INTEGER,
    office TEXT,
    office_id INTEGER,
    look_back_on DATE,
    remark TEXT,
    CONSTRAINT pk_campaigns PRIMARY KEY (id),
    CONSTRAINT uq_campaigns_uuid UNIQUE (uuid),
    CONSTRAINT uq_campaigns_number UNIQUE (number),
    CONSTRAINT fk_campaigns_parent_id FOREIGN KEY(parent_id) REFERENCES campaigns (id),
    CONSTRAINT fk_campaigns_lead_leader_id FOREIGN KEY(lead_leader_id) REFERENCES people (id),
    CONSTRAINT fk_campaigns_office_id FOREIGN KEY(office_id) REFERENCES organisations (id)
)
;
CREATE INDEX ix_campaigns_started_on_campaigns_id ON campaigns (started_on, id) WHERE voided_at IS NULL
;
CREATE TABLE campaigns__stages (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT,
    started_on DATE,
    ended_on DATE,
    tasks TEXT,
    CONSTRAINT pk_campaigns__stages PRIMARY KEY (id),
    CONSTRAINT uq_campaigns__stages_uuid UNIQUE (uuid),
    CONSTRAINT fk_campaigns__stages_parent_id FOREIGN KEY(parent_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_campaigns__stages_parent_id ON campaigns__stages (parent_id)
;
CREATE TABLE campaigns__words (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    vocabulary TEXT,
    word TEXT,
    is_dropped BOOLEAN,
    CONSTRAINT pk_campaigns__words PRIMARY KEY (id),
    CONSTRAINT uq_campaigns__words_uuid UNIQUE (uuid),
    CONSTRAINT fk_campaigns__words_parent_id FOREIGN KEY(parent_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_campaigns__words_parent_id ON campaigns__words (parent_id)
;
CREATE TABLE sensitive_periods (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    name TEXT,
    started_on DATE,
    ended_on DATE,
    basis TEXT,
    remark TEXT,
    CONSTRAINT pk_sensitive_periods PRIMARY KEY (id),
    CONSTRAINT uq_sensitive_periods_uuid UNIQUE (uuid),
    CONSTRAINT uq_sensitive_periods_number UNIQUE (number)
)
;
CREATE INDEX ix_sensitive_periods_started_on_sensitive_periods_id ON sensitive_periods (started_on, id) WHERE voided_at IS NULL
;
CREATE TABLE holidays (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    on_date DATE,
    name TEXT,
    is_off BOOLEAN,
    source TEXT,
    remark TEXT,
    CONSTRAINT pk_holidays PRIMARY KEY (id),
    CONSTRAINT uq_holidays_uuid UNIQUE (uuid),
    CONSTRAINT uq_holidays_number UNIQUE (number)
)
;
CREATE INDEX ix_holidays_on_date_holidays_id ON holidays (on_date, id) WHERE voided_at IS NULL
;
CREATE TABLE lecturer_rota (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    planned_on DATE,
    lecturer TEXT,
    lecturer_id INTEGER,
    title TEXT,
    topic TEXT,
    audience TEXT,
    held_on DATE,
    session_no TEXT,
    substitute_reason TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    remark TEXT,
    CONSTRAINT pk_lecturer_rota PRIMARY KEY (id),
    CONSTRAINT uq_lecturer_rota_uuid UNIQUE (uuid),
    CONSTRAINT uq_lecturer_rota_number UNIQUE (number),
    CONSTRAINT fk_lecturer_rota_lecturer_id FOREIGN KEY(lecturer_id) REFERENCES people (id),
    CONSTRAINT fk_lecturer_rota_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_lecturer_rota_lecturer_id ON lecturer_rota (lecturer_id)
;
CREATE INDEX ix_lecturer_rota_planned_on_lecturer_rota_id ON lecturer_rota (planned_on, id) WHERE voided_at IS NULL
;
CREATE TABLE form_issues (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    issued_on DATE,
    issued_on_precision TEXT,
    kind TEXT,
    title TEXT,
    audience TEXT,
    counter_unit TEXT,
    issued INTEGER,
    issued_floor BOOLEAN,
    returned INTEGER,
    returned_floor BOOLEAN,
    valid INTEGER,
    valid_floor BOOLEAN,
    return_rate BIGINT,
    invalid_reason TEXT,
    returned_on DATE,
    organisation TEXT,
    organisation_id INTEGER,
    place TEXT,
    place_id INTEGER,
    round_name TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    remark TEXT,
    CONSTRAINT pk_form_issues PRIMARY KEY (id),
    CONSTRAINT uq_form_issues_uuid UNIQUE (uuid),
    CONSTRAINT uq_form_issues_number UNIQUE (number),
    CONSTRAINT fk_form_issues_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id),
    CONSTRAINT fk_form_issues_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_form_issues_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_form_issues_issued_on_form_issues_id ON form_issues (issued_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_form_issues_place_id ON form_issues (place_id)
;
CREATE TABLE form_issues__respondents (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    respondent_kind TEXT,
    person_count INTEGER,
    person_count_floor BOOLEAN,
    CONSTRAINT pk_form_issues__respondents PRIMARY KEY (id),
    CONSTRAINT uq_form_issues__respondents_uuid UNIQUE (uuid),
    CONSTRAINT fk_form_issues__respondents_parent_id FOREIGN KEY(parent_id) REFERENCES form_issues (id)
)
;
CREATE INDEX ix_form_issues__respondents_parent_id ON form_issues__respondents (parent_id)
;
CREATE TABLE issues (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    listed_on DATE,
    listed_on_precision TEXT,
    source TEXT,
    description TEXT,
    category TEXT,
    subject_kind TEXT,
    subject TEXT,
    scope TEXT,
    opinion_count INTEGER,
    opinion_count_floor BOOLEAN,
    responsible_org TEXT,
    responsible_org_id INTEGER,
    lead_leader TEXT,
    lead_leader_id INTEGER,
    place TEXT,
    place_id INTEGER,
    campaign TEXT,
    campaign_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    remark TEXT,
    CONSTRAINT pk_issues PRIMARY KEY (id),
    CONSTRAINT uq_issues_uuid UNIQUE (uuid),
    CONSTRAINT uq_issues_number UNIQUE (number),
    CONSTRAINT fk_issues_responsible_org_id FOREIGN KEY(responsible_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_issues_lead_leader_id FOREIGN KEY(lead_leader_id) REFERENCES people (id),
    CONSTRAINT fk_issues_place_id FOREIGN KEY(place_id) REFERENCES places (id),
    CONSTRAINT fk_issues_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id)
)
;
CREATE INDEX ix_issues_follow_up_on ON issues (follow_up_on)
;
CREATE INDEX ix_issues_listed_on_issues_id ON issues (listed_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_issues_place_id ON issues (place_id)
;
CREATE TABLE issued_papers (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    number TEXT NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by TEXT NOT NULL,
    voided_at DATETIME,
    voided_by TEXT,
    void_reason TEXT,
    missing_count INTEGER NOT NULL,
    extra TEXT,
    issued_on DATE,
    kind TEXT,
    paper_no TEXT,
    title TEXT,
    record_no TEXT,
    recipient_org TEXT,
    recipient_org_id INTEGER,
    recipient TEXT,
    recipient_id INTEGER,
    due_on DATE,
    due_on_rolled DATE,
    colour TEXT,
    escalated_to TEXT,
    escalated_to_id INTEGER,
    escalated_on DATE,
    returned_on DATE,
    result TEXT,
    remark TEXT,
    campaign TEXT,
    campaign_id INTEGER,
    place TEXT,
    place_id INTEGER,
    source_number TEXT,
    upper_number TEXT,
    follow_up_on DATE,
    follow_up_note TEXT,
    starred BOOLEAN,
    CONSTRAINT pk_issued_papers PRIMARY KEY (id),
    CONSTRAINT uq_issued_papers_uuid UNIQUE (uuid),
    CONSTRAINT uq_issued_papers_number UNIQUE (number),
    CONSTRAINT fk_issued_papers_recipient_org_id FOREIGN KEY(recipient_org_id) REFERENCES organisations (id),
    CONSTRAINT fk_issued_papers_recipient_id FOREIGN KEY(recipient_id) REFERENCES people (id),
    CONSTRAINT fk_issued_papers_escalated_to_id FOREIGN KEY(escalated_to_id) REFERENCES people (id),
    CONSTRAINT fk_issued_papers_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaigns (id),
    CONSTRAINT fk_issued_papers_place_id FOREIGN KEY(place_id) REFERENCES places (id)
)
;
CREATE INDEX ix_issued_papers_due_on ON issued_papers (due_on)
;
CREATE INDEX ix_issued_papers_follow_up_on ON issued_papers (follow_up_on)
;
CREATE INDEX ix_issued_papers_issued_on_issued_papers_id ON issued_papers (issued_on, id) WHERE voided_at IS NULL
;
CREATE INDEX ix_issued_papers_place_id ON issued_papers (place_id)
;
CREATE TABLE attachment (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    ledger TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    caption TEXT,
    mark TEXT,
    happened_on DATE,
    taken_on DATE,
    volume TEXT,
    page TEXT,
    rotation INTEGER DEFAULT '0' NOT NULL,
    filed_at DATETIME NOT NULL,
    filed_by TEXT NOT NULL,
    voided_at DATETIME,
    CONSTRAINT pk_attachment PRIMARY KEY (id),
    CONSTRAINT uq_attachment_uuid UNIQUE (uuid)
)
;
CREATE INDEX ix_attachment_ledger_attachment_record_id ON attachment (ledger, record_id)
;
CREATE INDEX ix_attachment_sha256 ON attachment (sha256)
;
CREATE TABLE attachment_chunk (
    sha256 TEXT NOT NULL,
    position INTEGER NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_attachment_chunk PRIMARY KEY (sha256, position)
)
;
CREATE TABLE audit (
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    operator TEXT NOT NULL,
    action TEXT NOT NULL,
    ledger TEXT NOT NULL,
    uuid TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    step TEXT NOT NULL,
    undoes TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (seq)
)
;
CREATE INDEX ix_audit_operator_audit_at ON audit (operator, at)
;
CREATE INDEX ix_audit_step ON audit (step)
;
CREATE INDEX ix_audit_uuid ON audit (uuid)
;
CREATE TABLE audit_value (
    seq INTEGER NOT NULL,
    salt TEXT NOT NULL,
    description TEXT NOT NULL,
    old TEXT,
    new TEXT,
    CONSTRAINT pk_audit_value PRIMARY KEY (seq),
    CONSTRAINT fk_audit_value_seq FOREIGN KEY(seq) REFERENCES audit (seq)
)
;
CREATE TABLE operators (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    retired_at DATETIME,
    CONSTRAINT pk_operators PRIMARY KEY (id),
    CONSTRAINT uq_operators_name UNIQUE (name)
)
;
CREATE TABLE numbers (
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    next_serial INTEGER NOT NULL,
    CONSTRAINT pk_numbers PRIMARY KEY (series, year)
)
;
CREATE TABLE settings (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY ("key")
)
;
CREATE TABLE link (
    id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_ledger TEXT NOT NULL,
    from_id INTEGER NOT NULL,
    to_ledger TEXT NOT NULL,
    to_id INTEGER NOT NULL,
    created_at DATETIME NOT NULL,
    created_by TEXT NOT NULL,
    voided_at DATETIME,
    CONSTRAINT pk_link PRIMARY KEY (id),
    CONSTRAINT uq_link_uuid UNIQUE (uuid)
)
;
CREATE INDEX ix_link_from_ledger_link_from_id ON link (from_ledger, from_id)
;
CREATE INDEX ix_link_to_ledger_link_to_id ON link (to_ledger, to_id)
;
CREATE TABLE search_row (
    id INTEGER NOT NULL,
    ledger TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    restricted BOOLEAN NOT NULL,
    CONSTRAINT pk_search_row PRIMARY KEY (id),
    CONSTRAINT uq_search_row_ledger_record_id UNIQUE (ledger, record_id)
)
;
CREATE VIRTUAL TABLE search_text USING fts5(text, initials, content='', contentless_delete=1, tokenize='unicode61')
;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
;
