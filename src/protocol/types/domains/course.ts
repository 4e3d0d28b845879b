// Printed from protocol/domains/course.schema.json by `npm run print`. Edits here are lost.

/**
 * The rooms presence-course-{course_id}, presence-video-{video_id} and private-instructor-{course_id}.
 */
export interface Course {

}

/**
 * What a member sends on a video channel, as client- events.
 */
export interface CourseCommands {
  video_progress: {
    course_id: (string | number)
    progress: number
    timestamp: number
  }
  send_chat_message: {
    message: string
  }
}

/**
 * What the backend triggers on the course and the instructor channels.
 */
export interface CourseBackendEvents {
  new_enrollment: {
    user_id: (string | number)
    user_email: string
    message: string
  }
  new_review: {
    user_email: string
    rating: number
    comment: string
  }

  /**
   * Any object.
   */
  course_updated: {

  }
  progress_update: {
    user_id: (string | number)
    video_id: (string | number)
    watched_seconds: number
    percent_complete: number
  }
  quiz_submission: {
    user_id: (string | number)
    quiz_id: (string | number)
    score: number
    passed: boolean
  }
}
